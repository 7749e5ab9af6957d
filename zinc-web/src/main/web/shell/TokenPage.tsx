import { useState } from "preact/hooks";
import { token, useToken } from "../api/http.ts";
import { KeyIcon } from "./icons.tsx";
import { Problem } from "./Problem.tsx";

/** Asks for the bearer token that the gateway wants. */
export function TokenPage() {
  const [entered, setEntered] = useState("");
  const refused = token.value !== null;
  return (
    <div class="blank">
      <span class="mark">
        <KeyIcon size={28} />
      </span>
      <h1>This cluster asks who you are</h1>
      <p>Paste the token that you were given. It is kept in this tab only, and forgotten when you close it.</p>
      <form
        style={{ display: "grid", gap: "12px", width: "100%", marginTop: "8px", textAlign: "left" }}
        onSubmit={(event) => {
          event.preventDefault();
          if (entered.trim() !== "") useToken(entered.trim());
        }}
      >
        <label class="field">
          <span>Token</span>
          <input
            class="input"
            type="password"
            autocomplete="current-password"
            value={entered}
            onInput={(event) => setEntered(event.currentTarget.value)}
          />
        </label>
        {refused && (
          <Problem>The gateway does not accept the last token. Check that it is whole and still valid.</Problem>
        )}
        <button type="submit" class="button primary" disabled={entered.trim() === ""}>
          Continue
        </button>
      </form>
    </div>
  );
}

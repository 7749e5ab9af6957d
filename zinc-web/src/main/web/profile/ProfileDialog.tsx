import { useState } from "preact/hooks";
import { Dialog } from "../shell/Dialog.tsx";
import { Avatar } from "./Avatar.tsx";
import { changeProfile, colours, profile } from "./profile.ts";

const maxNameLength = 40;

export function ProfileDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState(profile.value.name);
  const [colour, setColour] = useState(profile.value.colour);
  const usable = name.trim() !== "";
  return (
    <Dialog title="How others see you" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!usable) return;
          changeProfile({ name: name.trim(), colour });
          onClose();
        }}
      >
        <label class="field">
          <span>Your name</span>
          <input
            class="input"
            autocomplete="nickname"
            maxLength={maxNameLength}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <span class="hint">Shown beside your cursor. Kept in this browser.</span>
        </label>
        <fieldset class="field">
          <legend>Your colour</legend>
          <div class="swatches">
            {colours.map((each) => (
              <label key={each.label} class="swatch" style={{ "--swatch": each.strong }}>
                <input
                  type="radio"
                  name="colour"
                  aria-label={each.label}
                  checked={each === colour}
                  onChange={() => setColour(each)}
                />
              </label>
            ))}
          </div>
        </fieldset>
        <div class="actions">
          <span style={{ marginRight: "auto" }}>
            <Avatar name={name.trim() || "?"} colour={colour.strong} />
          </span>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={!usable}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

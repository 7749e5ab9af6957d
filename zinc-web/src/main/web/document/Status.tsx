import { useEffect, useRef } from "preact/hooks";
import { me } from "../api/me.ts";
import type { Connection } from "../session/connection.ts";
import type { DocumentSession, Saved } from "../session/DocumentSession.ts";
import { announce } from "../shell/announcer.tsx";

export const savedWords: Record<Saved, string> = {
  opening: "Opening…",
  saved: "Saved",
  saving: "Saving…",
  offline: "Not saved yet (offline)",
  refused: "Not saved: refused",
};

export const connectionWords: Record<Connection, string> = {
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Reconnecting…",
  offline: "Offline",
};

/** Whether one is connected, and whether what one wrote is kept. Both are true: they follow the gateway's acknowledgements. */
export function Status({ session }: { session: DocumentSession }) {
  const connection = session.connection.value;
  const saved = session.saved.value;
  useSpoken(session.end.value ? "" : connectionWords[connection], saved === "saving" ? "" : savedWords[saved]);
  if (session.end.value && session.end.value.why !== "refused") return null;
  const kept =
    me.value?.keeps === false
      ? "The host has put it in order; it keeps nothing on disk."
      : "The host keeps it on disk.";
  return (
    <span class="status">
      {!session.end.value && (
        <span class={`connection ${connection}`} data-connection={connection}>
          <span class="dot" aria-hidden="true" />
          <span class={connection === "connected" ? "wide-only" : undefined}>{connectionWords[connection]}</span>
        </span>
      )}
      {(session.writable.value || saved !== "saved") && (
        <span class={`saved ${saved}`} data-saved={saved} title={saved === "saved" ? kept : undefined}>
          {savedWords[saved]}
        </span>
      )}
      {connection === "offline" && !session.end.value && (
        <button type="button" class="link-button" onClick={() => session.retry()}>
          Try now
        </button>
      )}
    </span>
  );
}

/** Says changes of the state aloud, not each "Saving…" of a person who types. */
function useSpoken(connection: string, saved: string) {
  const last = useRef({ connection: "", saved: "" });
  useEffect(() => {
    const before = last.current;
    const news = [
      connection !== before.connection ? connection : "",
      saved !== "" && saved !== before.saved ? saved : "",
    ].filter(Boolean);
    last.current = { connection, saved: saved || before.saved };
    if (news.length > 0) announce(news.join(". "));
  }, [connection, saved]);
}

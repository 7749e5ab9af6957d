import { useEffect, useState } from "preact/hooks";
import { keepVersion, listVersions, restoreVersion, type VersionInfo } from "../api/documents.ts";
import { wordsOf } from "../api/http.ts";
import type { DocumentSession } from "../session/DocumentSession.ts";
import { announce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { exactTime, timeInWords } from "../shell/format.ts";
import { CloseIcon, RestoreIcon } from "../shell/icons.tsx";
import { Problem } from "../shell/Problem.tsx";
import { useTask } from "../shell/useTask.ts";

interface Properties {
  session: DocumentSession;
  compared: string | null;
  onCompare: (version: string | null) => void;
  onClose: () => void;
}

/** The panel of kept versions: keep one, compare it with the present, bring it back. */
export function Versions({ session, compared, onCompare, onClose }: Properties) {
  const name = session.info.name;
  const [versions, setVersions] = useState<VersionInfo[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [restoring, setRestoring] = useState<string | null>(null);
  const look = async () => {
    try {
      setVersions((await listVersions(name)).sort((a, b) => b.atMs - a.atMs));
      setProblem(null);
    } catch (cause) {
      setProblem(cause);
    }
  };
  useEffect(() => {
    void look();
  }, [name]);
  return (
    <aside class="versions" aria-label="Versions">
      <header>
        <h2>Versions</h2>
        <button type="button" class="button quiet icon" aria-label="Close versions" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      {session.writable.value && <KeepForm name={name} onKept={look} />}
      {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
      {versions?.length === 0 && (
        <p class="versions-empty">
          No version is kept yet. Keep one before a big change, and you can compare and go back.
        </p>
      )}
      <ol class="version-list">
        {versions?.map((version) => (
          <li key={version.name} class={version.name === compared ? "current" : undefined}>
            <button
              type="button"
              class="version-open"
              aria-pressed={version.name === compared}
              onClick={() => onCompare(version.name === compared ? null : version.name)}
            >
              <strong>{version.name}</strong>
              <span title={exactTime(version.atMs)}>
                {timeInWords(version.atMs)}
                {version.author && ` · ${version.author}`}
              </span>
            </button>
            {session.writable.value && (
              <button
                type="button"
                class="button quiet icon"
                aria-label={`Restore ${version.name}`}
                title="Restore"
                onClick={() => setRestoring(version.name)}
              >
                <RestoreIcon size={18} />
              </button>
            )}
          </li>
        ))}
      </ol>
      {restoring !== null && (
        <RestoreDialog
          name={name}
          version={restoring}
          onClose={() => setRestoring(null)}
          onRestored={() => {
            setRestoring(null);
            onCompare(null);
            announce(`Restored ${restoring}`);
          }}
        />
      )}
    </aside>
  );
}

function KeepForm({ name, onKept }: { name: string; onKept: () => Promise<void> }) {
  const [version, setVersion] = useState("");
  const { running, problem, run } = useTask();
  const usable = version.trim() !== "";
  const keep = () =>
    run(async () => {
      await keepVersion(name, version.trim());
      announce(`Kept the version ${version.trim()}`);
      setVersion("");
      await onKept();
    });
  return (
    <form
      class="keep"
      onSubmit={(event) => {
        event.preventDefault();
        if (usable) void keep();
      }}
    >
      <label class="field">
        <span>Keep the text as it is now</span>
        <input
          class="input"
          placeholder="Name of the version"
          autocomplete="off"
          value={version}
          onInput={(event) => setVersion(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={!usable || running}>
        Keep
      </button>
      {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
    </form>
  );
}

interface RestoreProperties {
  name: string;
  version: string;
  onClose: () => void;
  onRestored: () => void;
}

function RestoreDialog({ name, version, onClose, onRestored }: RestoreProperties) {
  const { running, problem, run } = useTask();
  const restore = () =>
    run(async () => {
      await restoreVersion(name, version);
      onRestored();
    });
  return (
    <Dialog title="Restore this version?" onClose={onClose}>
      <p>
        The document becomes again what it was in <strong>{version}</strong>, for everyone. This is a new edit: what was
        written since stays in the history.
      </p>
      {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button primary" disabled={running} onClick={() => void restore()}>
          Restore
        </button>
      </div>
    </Dialog>
  );
}

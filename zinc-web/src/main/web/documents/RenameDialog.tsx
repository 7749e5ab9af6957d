import { useState } from "preact/hooks";
import { type DocumentInfo, renameDocument } from "../api/documents.ts";
import { wordsOf } from "../api/http.ts";
import { announce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { Problem } from "../shell/Problem.tsx";
import { useTask } from "../shell/useTask.ts";
import { refreshDocuments } from "./list.ts";
import { NameField } from "./NameField.tsx";

export function RenameDialog({ document, onClose }: { document: DocumentInfo; onClose: () => void }) {
  const [name, setName] = useState(document.name);
  const { running, problem, run } = useTask();
  const usable = name.trim() !== "" && name.trim() !== document.name;
  const rename = () =>
    run(async () => {
      await renameDocument(document.name, name.trim());
      await refreshDocuments();
      announce(`Renamed to ${name.trim()}`);
      onClose();
    });
  return (
    <Dialog title="Rename document" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (usable) void rename();
        }}
      >
        <NameField
          value={name}
          onInput={setName}
          hint="Its history and versions move along. Those who have it open must open it anew."
        />
        {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={!usable || running}>
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}

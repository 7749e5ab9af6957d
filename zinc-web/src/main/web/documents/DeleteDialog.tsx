import { deleteDocument, type DocumentInfo } from "../api/documents.ts";
import { wordsOf } from "../api/http.ts";
import { announce } from "../shell/announcer.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { Problem } from "../shell/Problem.tsx";
import { useTask } from "../shell/useTask.ts";
import { refreshDocuments } from "./list.ts";

export function DeleteDialog({ document, onClose }: { document: DocumentInfo; onClose: () => void }) {
  const { running, problem, run } = useTask();
  const remove = () =>
    run(async () => {
      await deleteDocument(document.name);
      await refreshDocuments();
      announce(`Deleted ${document.name}`);
      onClose();
    });
  return (
    <Dialog title="Delete document?" onClose={onClose}>
      <p>
        <strong>{document.name}</strong> goes for everyone, with its versions. This cannot be undone.
      </p>
      {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button danger" disabled={running} onClick={() => void remove()}>
          Delete
        </button>
      </div>
    </Dialog>
  );
}

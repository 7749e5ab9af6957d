import { useState } from "preact/hooks";
import { createDocument } from "../api/documents.ts";
import { wordsOf } from "../api/http.ts";
import { kinds } from "../kinds/registry.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { Problem } from "../shell/Problem.tsx";
import { documentHref, goTo } from "../shell/router.ts";
import { useTask } from "../shell/useTask.ts";
import { NameField } from "./NameField.tsx";

const creatable = kinds.filter((kind) => kind.canCreate);

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState(creatable[0]);
  const { running, problem, run } = useTask();
  const usable = name.trim() !== "" && kind !== undefined;
  const create = () =>
    run(async () => {
      if (!kind) return;
      await createDocument(name.trim(), kind.kind);
      onClose();
      goTo(documentHref(name.trim()));
    });
  return (
    <Dialog title="New document" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (usable) void create();
        }}
      >
        <NameField value={name} onInput={setName} hint="For example: meeting notes, or team/plan.md" />
        <fieldset class="field">
          <legend>Kind</legend>
          <div class="kind-choice">
            {creatable.map((each) => (
              <label key={each.kind}>
                <input type="radio" name="kind" checked={each === kind} onChange={() => setKind(each)} />
                <span class="kind-mark">
                  <each.icon />
                </span>
                <span>
                  <strong>{each.label}</strong>
                  <span class="hint">{each.description}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {problem !== null && <Problem>{wordsOf(problem)}</Problem>}
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={!usable || running}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}

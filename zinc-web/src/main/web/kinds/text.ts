import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import * as Y from "yjs";
import type { KindViews, Opening, OpenView } from "./kind.ts";
import { editing, look, shared } from "./editor.ts";

/** The name of the Y.Text that holds a document of the kind `text` or `text:ROOT`. */
export const rootOf = (kind: string) => (kind.startsWith("text:") ? kind.slice("text:".length) : "text");

export const described = (label: string): Extension =>
  EditorView.contentAttributes.of({
    "aria-label": label,
    tabindex: "0",
    spellcheck: "true",
    autocapitalize: "sentences",
  });

export const writing = (writable: boolean): Extension => [
  EditorState.readOnly.of(!writable),
  EditorView.editable.of(true),
];

/** An editor on one Y.Text. */
export function openText(parent: HTMLElement, text: Y.Text, opening: Opening): OpenView {
  const access = new Compartment();
  const undo = new Y.UndoManager(text);
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        editing,
        look,
        described(opening.label),
        access.of(writing(opening.writable)),
        shared(text, opening.awareness, undo),
      ],
    }),
  });
  return {
    setWritable: (writable) => view.dispatch({ effects: access.reconfigure(writing(writable)) }),
    focus: () => view.focus(),
    text: () => view.state.doc.toString(),
    destroy: () => {
      view.destroy();
      undo.destroy();
    },
  };
}

export const textViews: KindViews = {
  open: (parent, opening) => openText(parent, opening.document.getText(rootOf(opening.kind)), opening),
  versionType: "text/plain",
  compare: async (parent, version, opening) =>
    (await import("./compareTexts.ts")).compareTexts(
      parent,
      version,
      opening.document.getText(rootOf(opening.kind)),
      opening.label,
    ),
};

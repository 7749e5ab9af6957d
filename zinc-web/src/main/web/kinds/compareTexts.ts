import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { yCollab } from "y-codemirror.next";
import type * as Y from "yjs";
import { look } from "./editor.ts";
import type { OpenView } from "./kind.ts";
import { described, writing } from "./text.ts";

const sideBySideFromPx = 860;

/** A kept version and the text as it is now: side by side where there is room, else one text with both. */
export function compareTexts(parent: HTMLElement, version: string, text: Y.Text, label: string): OpenView {
  const now = [look, writing(false), described(`${label}, as it is now`), yCollab(text, null, { undoManager: false })];
  const collapseUnchanged = { margin: 3, minSize: 6 };
  if (parent.clientWidth >= sideBySideFromPx) {
    const view = new MergeView({
      parent,
      a: { doc: version, extensions: [look, writing(false), described(`${label}, as it was then`)] },
      b: { doc: text.toString(), extensions: now },
      gutter: false,
      collapseUnchanged,
    });
    return readOnly(view, view.b);
  }
  const unified = unifiedMergeView({ original: version, mergeControls: false, gutter: false, collapseUnchanged });
  const view = new EditorView({ parent, doc: text.toString(), extensions: [now, unified] });
  return readOnly(view, view);
}

const readOnly = (whole: { destroy(): void }, shown: EditorView): OpenView => ({
  setWritable: () => {},
  focus: () => shown.focus(),
  text: () => shown.state.doc.toString(),
  destroy: () => whole.destroy(),
});

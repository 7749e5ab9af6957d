import { defaultKeymap } from "@codemirror/commands";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  keymap,
  rectangularSelection,
} from "@codemirror/view";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import "./editor.css";

/** What one does with a text. The Tab key stays the browser's, so that nobody is caught in the editor. */
export const editing: Extension = [
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  rectangularSelection(),
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of([...yUndoManagerKeymap, ...searchKeymap, ...defaultKeymap]),
];

/** The text, its sharing, the others' cursors and an undo of one's own edits only. */
export const shared = (text: Y.Text, awareness: Awareness, undoManager: Y.UndoManager): Extension =>
  yCollab(text, awareness, { undoManager });

/** How a text looks; colours come from the page's names. */
export const look: Extension = [
  EditorView.lineWrapping,
  EditorView.theme({
    "&": { height: "100%", backgroundColor: "transparent", color: "var(--ink)" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit", overflow: "auto" },
    // there is room for a name above the first line
    ".cm-content": { padding: "18px 0 0", caretColor: "var(--accent)" },
    ".cm-line": { padding: "0 2px" },
    ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      background: "color-mix(in srgb, var(--accent) 24%, transparent)",
    },
    ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--warn) 20%, transparent)" },
    ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warn) 30%, transparent)" },
    ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--warn) 55%, transparent)" },
  }),
];

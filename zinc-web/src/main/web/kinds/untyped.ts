import type * as Y from "yjs";
import { comparePlain, openReadOnly, pretty, prettyJson } from "./data.ts";
import type { KindViews } from "./kind.ts";
import { contentOf, rootsOf } from "./roots.ts";
import { openText } from "./text.ts";

function describe(document: Y.Doc): string {
  const roots = rootsOf(document);
  if (roots.length === 0) return "Nothing is in this document yet.";
  return roots
    .map(([name, shape]) => {
      const content = contentOf(document, name, shape);
      return `${name} (${shape})\n${typeof content === "string" ? content : pretty(content)}`;
    })
    .join("\n\n");
}

/** The one plain text in a document without a kind, as an editor of another page makes it; people may go on writing it. */
function onlyText(document: Y.Doc): Y.Text | null {
  const roots = rootsOf(document).filter(([, shape]) => shape !== "empty");
  const [only] = roots;
  return only && roots.length === 1 && only[1] === "text" ? document.getText(only[0]) : null;
}

export const untypedViews: KindViews = {
  open: (parent, opening) => {
    const text = onlyText(opening.document);
    if (text) return openText(parent, text, opening);
    return openReadOnly(parent, opening.label, opening.document, () => describe(opening.document));
  },
  versionType: "application/json",
  compare: (parent, version, { document }) =>
    comparePlain(parent, prettyJson(version), () => describe(document), document),
};

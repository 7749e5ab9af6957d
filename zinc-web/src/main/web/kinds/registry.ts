import { BoxIcon, DataIcon, TextIcon } from "../shell/icons.tsx";
import type { DocumentKind } from "./kind.ts";

const text: DocumentKind = {
  kind: "text",
  label: "Text",
  description: "Plain text that several people write at once.",
  icon: TextIcon,
  shows: (kind) => kind === "text" || kind.startsWith("text:"),
  canCreate: true,
  load: async () => (await import("./text.ts")).textViews,
};

const json: DocumentKind = {
  kind: "json",
  label: "JSON",
  description: "Data that programs write together; shown here, not edited.",
  icon: DataIcon,
  shows: (kind) => kind === "json",
  canCreate: true,
  load: async () => (await import("./data.ts")).jsonViews,
};

/** Whatever no other kind shows: what unknown Yjs clients make, and kinds that this workbench does not know yet. */
const untyped: DocumentKind = {
  kind: "untyped",
  label: "Untyped",
  description: "Whatever a Yjs client makes.",
  icon: BoxIcon,
  shows: () => true,
  canCreate: false,
  load: async () => (await import("./untyped.ts")).untypedViews,
};

/** The kinds in the order in which they are asked; add a plug-in here. */
export const kinds: readonly DocumentKind[] = [text, json, untyped];

export const kindOf = (name: string): DocumentKind => kinds.find((kind) => kind.shows(name)) ?? untyped;

import type { Awareness } from "y-protocols/awareness";
import type { Doc } from "yjs";
import type { Icon } from "../shell/icons.tsx";

/**
 * A kind of document as the workbench knows it: a plug-in. The list of documents shows its label and icon; its code is
 * fetched when a document of the kind is opened for the first time.
 */
export interface DocumentKind {
  /** The name by which the host knows it, for example `text`. */
  kind: string;
  label: string;
  /** What it is for, in a sentence, beside the choice of a kind. */
  description: string;
  icon: Icon;
  /** Whether it shows documents of a kind by that name; a kind like `text:ROOT` has many names. */
  shows(kind: string): boolean;
  /** Whether people may create such documents here. */
  canCreate: boolean;
  load(): Promise<KindViews>;
}

/** What a kind draws. All of it is given an element to fill, and gives back how to change and remove it. */
export interface KindViews {
  open(parent: HTMLElement, opening: Opening): OpenView;
  /** The media type in which versions are read for {@link compare}. */
  versionType: string;
  /** Shows a version beside the document as it is now, which may go on changing. */
  compare(parent: HTMLElement, version: string, opening: Opening): OpenView | Promise<OpenView>;
}

export interface Opening {
  kind: string;
  document: Doc;
  awareness: Awareness;
  label: string;
  writable: boolean;
}

export interface OpenView {
  setWritable(writable: boolean): void;
  focus(): void;
  /** What the person sees as text, to be saved elsewhere when the document refuses it. */
  text(): string;
  destroy(): void;
}

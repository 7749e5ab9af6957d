import type { DocumentInfo } from "../api/documents.ts";
import { keep, recall } from "../shell/storage.ts";

/** What this browser last heard about a document, so that it can be opened from the copy here while offline. */
export interface Known {
  info: DocumentInfo;
  cluster: string;
}

const key = (name: string) => `known.${name}`;

export function rememberInfo(info: DocumentInfo, cluster: string) {
  keep(key(info.name), JSON.stringify({ info, cluster } satisfies Known));
}

export function recallInfo(name: string): Known | null {
  const stored = recall(key(name));
  if (stored === null) return null;
  try {
    const known = JSON.parse(stored) as Partial<Known>;
    return known.info?.name === name && typeof known.cluster === "string"
      ? { info: known.info, cluster: known.cluster }
      : null;
  } catch {
    return null; // written by another version of the workbench
  }
}

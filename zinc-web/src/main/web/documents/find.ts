import type { DocumentInfo } from "../api/documents.ts";

export type Order = "name" | "newest";

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** The documents whose names have all the words, whatever their case and accents. */
export function findDocuments(documents: readonly DocumentInfo[], search: string, order: Order): DocumentInfo[] {
  const words = plain(search).split(/\s+/u).filter(Boolean);
  return documents
    .filter(({ name }) => {
      const within = plain(name);
      return words.every((word) => within.includes(word));
    })
    .sort((a, b) => (order === "newest" ? b.createdAtMs - a.createdAtMs : 0) || byName.compare(a.name, b.name));
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

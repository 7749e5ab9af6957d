import { describe, expect, test } from "vitest";
import type { DocumentInfo } from "../../main/web/api/documents.ts";
import { findDocuments } from "../../main/web/documents/find.ts";
import { kindOf, kinds } from "../../main/web/kinds/registry.ts";
import { bytesInWords, rateInShort, timeInWords } from "../../main/web/shell/format.ts";
import { nextTheme } from "../../main/web/shell/theme.ts";

const info = (name: string, createdAtMs = 0): DocumentInfo => ({
  name,
  kind: "text",
  generation: 1,
  createdAtMs,
  fragments: 0,
  bytes: 0,
});
const names = (documents: DocumentInfo[]) => documents.map(({ name }) => name);

describe("finding documents", () => {
  const all = [info("Zebra", 1), info("plan 10", 3), info("plan 9", 2), info("Grüne Soße", 4)];

  test("names are ordered as people order them", () => {
    expect(names(findDocuments(all, "", "name"))).toEqual(["Grüne Soße", "plan 9", "plan 10", "Zebra"]);
  });

  test("the newest come first when asked for", () => {
    expect(names(findDocuments(all, "", "newest"))).toEqual(["Grüne Soße", "plan 10", "plan 9", "Zebra"]);
  });

  test("each word has to be in the name, in whatever case and with or without accents", () => {
    expect(names(findDocuments(all, "  PLAN 1 ", "name"))).toEqual(["plan 10"]);
    expect(names(findDocuments(all, "grune", "name"))).toEqual(["Grüne Soße"]);
    expect(findDocuments(all, "plan zebra", "name")).toEqual([]);
  });
});

describe("kinds", () => {
  test("a text is a text whatever its root is called", () => {
    expect(kindOf("text").kind).toBe("text");
    expect(kindOf("text:codemirror").kind).toBe("text");
  });

  test("a kind that the workbench does not know is shown as untyped", () => {
    expect(kindOf("yjs").kind).toBe("untyped");
    expect(kindOf("spreadsheet").kind).toBe("untyped");
    expect(kindOf("textile").kind).toBe("untyped");
  });

  test("the last kind shows everything", () => {
    expect(kinds.at(-1)?.shows("whatever")).toBe(true);
  });
});

describe("words for numbers", () => {
  test("sizes", () => {
    expect([0, 1, 999, 1_000, 1_250, 48_700, 3_000_000].map(bytesInWords)).toEqual([
      "0 bytes",
      "1 byte",
      "999 bytes",
      "1 KB",
      "1.3 KB",
      "49 KB",
      "3 MB",
    ]);
  });

  test("rates", () => {
    expect([0, 0.44, 9.96, 12.4, 1_234, 2_500_000].map(rateInShort)).toEqual(["0", "0.4", "10", "12", "1.2K", "2.5M"]);
  });

  test("times", () => {
    const now = 1_000_000_000_000;
    expect([0, 59_000, 60_000, 7_200_000, 3 * 86_400_000].map((ago) => timeInWords(now - ago, now))).toEqual([
      "just now",
      "just now",
      "1 minute ago",
      "2 hours ago",
      "3 days ago",
    ]);
  });

  test("the theme goes round", () => {
    expect(nextTheme(nextTheme(nextTheme("system")))).toBe("system");
  });
});

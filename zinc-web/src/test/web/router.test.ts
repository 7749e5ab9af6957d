import { expect, test } from "vitest";
import { documentHref, parseRoute } from "../../main/web/shell/router.ts";

test("an empty address shows the documents", () => {
  expect(parseRoute("")).toEqual({ page: "documents" });
  expect(parseRoute("#/")).toEqual({ page: "documents" });
});

test("a document's address leads back to its name, whatever is in it", () => {
  for (const name of ["notes", "team/plan.md", "100 % Grüne Soße?", "#a&b=c", "日本語 / ✨"]) {
    expect(parseRoute(documentHref(name))).toEqual({ page: "document", name });
  }
});

test("an address that encodes nothing is not found rather than an error", () => {
  expect(parseRoute("#/documents/%E0%A4%A")).toEqual({ page: "unknown", path: "/documents/%E0%A4%A" });
  expect(parseRoute("#/nowhere")).toEqual({ page: "unknown", path: "/nowhere" });
});

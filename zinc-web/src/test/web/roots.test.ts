import { expect, test } from "vitest";
import * as Y from "yjs";
import { contentOf, rootsOf } from "../../main/web/kinds/roots.ts";
import { rootOf } from "../../main/web/kinds/text.ts";

/** A document as it arrives from elsewhere: nobody here has declared its roots. */
function undeclared(write: (document: Y.Doc) => void): Y.Doc {
  const there = new Y.Doc();
  write(there);
  const here = new Y.Doc();
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there));
  return here;
}

test("the shape of a root is told by what is in it", () => {
  const document = undeclared((doc) => {
    doc.getText("plain").insert(0, "words");
    doc.getText("rich").insert(0, "words", { bold: true });
    doc.getMap("settings").set("a", 1);
    doc.getArray("list").push([1, 2]);
    doc.getXmlFragment("page").insert(0, [new Y.XmlElement("p")]);
  });
  expect(rootsOf(document)).toEqual([
    ["list", "array"],
    ["page", "xml"],
    ["plain", "text"],
    ["rich", "rich text"],
    ["settings", "map"],
  ]);
});

test("the content of a root is read by its shape", () => {
  const document = undeclared((doc) => {
    doc.getText("plain").insert(0, "words");
    doc.getMap("settings").set("a", 1);
  });
  expect(contentOf(document, "plain", "text")).toBe("words");
  expect(contentOf(document, "settings", "map")).toEqual({ a: 1 });
});

test("what was deleted again leaves an empty root", () => {
  const document = undeclared((doc) => {
    doc.getText("plain").insert(0, "words");
    doc.getText("plain").delete(0, 5);
  });
  expect(rootsOf(document)).toEqual([["plain", "empty"]]);
});

test("a text document is bound to the root that its kind names", () => {
  expect(rootOf("text")).toBe("text");
  expect(rootOf("text:codemirror")).toBe("codemirror");
});

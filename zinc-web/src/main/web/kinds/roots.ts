import * as Y from "yjs";

/** What a root of an untyped document looks like by its content; roots have a type only where somebody declares it. */
export type RootShape = "text" | "rich text" | "map" | "array" | "xml" | "empty";

export function shapeOf(root: Y.AbstractType<Y.YEvent<any>>): RootShape {
  if (root._map.size > 0) return "map";
  let shape: RootShape = "empty";
  for (let item = root._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentString) shape = shape === "empty" ? "text" : shape;
    else if (content instanceof Y.ContentFormat || content instanceof Y.ContentEmbed) shape = "rich text";
    else if (content instanceof Y.ContentType) {
      return content.type instanceof Y.XmlElement || content.type instanceof Y.XmlText ? "xml" : "array";
    } else return "array";
  }
  return shape;
}

/** A root's content for reading. */
export function contentOf(document: Y.Doc, name: string, shape: RootShape): unknown {
  switch (shape) {
    case "text":
    case "rich text":
      return document.getText(name).toString();
    case "map":
      return document.getMap(name).toJSON();
    case "array":
      return document.getArray(name).toJSON();
    case "xml":
      return document.getXmlFragment(name).toString();
    case "empty":
      return "";
  }
}

export const rootsOf = (document: Y.Doc): [name: string, shape: RootShape][] =>
  [...document.share]
    .map(([name, root]): [string, RootShape] => [name, shapeOf(root)])
    .sort(([a], [b]) => a.localeCompare(b));

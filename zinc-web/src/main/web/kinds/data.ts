import type * as Y from "yjs";
import "./data.css";
import type { KindViews, OpenView } from "./kind.ts";

/** Shows text that is made anew from the document whenever it changes, at most once a frame. */
export function openReadOnly(parent: HTMLElement, label: string, document: Y.Doc, describe: () => string): OpenView {
  const shown = Object.assign(window.document.createElement("pre"), { className: "data", tabIndex: 0 });
  shown.setAttribute("role", "region");
  shown.setAttribute("aria-label", label);
  parent.append(shown);
  let frame = 0;
  const draw = () => {
    frame = 0;
    shown.textContent = describe();
  };
  const changed = () => {
    frame ||= requestAnimationFrame(draw);
  };
  draw();
  document.on("update", changed);
  return {
    setWritable: () => {},
    focus: () => {}, // there is nothing to write
    text: describe,
    destroy: () => {
      cancelAnimationFrame(frame);
      document.off("update", changed);
      shown.remove();
    },
  };
}

export const pretty = (value: unknown) => JSON.stringify(value, null, 2);

/** A version beside the present: for data, one above the other. */
export function comparePlain(parent: HTMLElement, version: string, now: () => string, document: Y.Doc): OpenView {
  const pair = Object.assign(window.document.createElement("div"), { className: "data-pair" });
  const column = (title: string) => {
    const element = window.document.createElement("div");
    element.append(Object.assign(window.document.createElement("h3"), { textContent: title }));
    pair.append(element);
    return element;
  };
  const before = openReadOnly(column("Then"), "The kept version", document, () => version);
  const after = openReadOnly(column("Now"), "As it is now", document, now);
  parent.append(pair);
  return {
    ...after,
    destroy: () => {
      before.destroy();
      after.destroy();
      pair.remove();
    },
  };
}

export function prettyJson(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text; // shown as it is
  }
}

export const jsonViews: KindViews = {
  open: (parent, { document, label }) =>
    openReadOnly(parent, label, document, () => pretty(document.getMap("json").toJSON())),
  versionType: "application/json",
  compare: (parent, version, { document }) =>
    comparePlain(parent, prettyJson(version), () => pretty(document.getMap("json").toJSON()), document),
};

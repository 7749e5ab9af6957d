import { beforeEach, describe, expect, test } from "vitest";
import { Marks } from "../../main/web/session/localCopy.ts";

describe("what is remembered as not saved", () => {
  let prefix: string;
  let tabs = 0;
  const tab = () => new Marks(prefix);

  beforeEach(() => {
    prefix = `unsaved.zinc/demo/notes${++tabs}/1.`;
  });

  test("a tab clears what it has set, and sees what others have", () => {
    const ann = tab();
    ann.set();
    expect(tab().any()).toBe(true);
    ann.clear();
    expect(tab().any()).toBe(false);
  });

  test("a tab that has nothing unsaved does not clear what another one has written", () => {
    const [ann, idle] = [tab(), tab()];
    ann.set();
    idle.clear();
    expect(idle.any()).toBe(true);
  });

  test("what was written before a reload is cleared by whoever has read the copy", () => {
    tab().set();
    const next = tab();
    next.clear();
    expect(next.any()).toBe(true);
    next.adopt();
    next.clear();
    expect(next.any()).toBe(false);
  });

  test("what another tab has written since the copy was read is its own matter", () => {
    const ann = tab();
    ann.set();
    const next = tab();
    next.adopt();
    ann.set();
    next.clear();
    expect(next.any()).toBe(true);
    ann.clear();
    expect(next.any()).toBe(false);
  });

  test("documents whose names begin alike have marks of their own", () => {
    new Marks(`${prefix}more/1.`).set();
    expect(tab().any()).toBe(false);
  });
});

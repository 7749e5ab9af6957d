import { describe, expect, test } from "vitest";
import { explain } from "../../main/web/document/Ended.tsx";
import { colours, initials, inventProfile, isLight } from "../../main/web/profile/profile.ts";
import { readNotice } from "../../main/web/session/notice.ts";
import { readPeople } from "../../main/web/session/people.ts";

describe("notices of the gateway", () => {
  test("rights, deletion and refusal are understood", () => {
    expect(readNotice('{"type":"rights","right":"read"}')).toEqual({ type: "rights", right: "read" });
    expect(readNotice('{"type":"deleted"}')).toEqual({ type: "deleted", to: null });
    expect(readNotice('{"type":"deleted","to":"new"}')).toEqual({ type: "deleted", to: "new" });
    expect(readNotice('{"type":"refused","reason":"too large"}')).toEqual({ type: "refused", reason: "too large" });
  });

  test("messages of other applications are left alone", () => {
    for (const other of [
      "hello",
      "null",
      "3",
      '{"type":"rights"}',
      '{"type":"rights","right":"own"}',
      '{"kind":"deleted"}',
    ]) {
      expect(readNotice(other)).toBeNull();
    }
  });

  test("a refusal is explained with its reason", () => {
    expect(explain({ why: "refused", reason: "a paste of 50 MB" })).toContain("a paste of 50 MB");
  });
});

describe("who is present", () => {
  const user = (name: unknown, color: unknown = "#112233") => ({ user: { name, color } });

  test("oneself comes first, then the others by name", () => {
    const states = new Map([
      [1, user("Zoe")],
      [2, user("Ann")],
      [3, user("Me")],
    ]);
    expect(readPeople(states, 3).map(({ name, me }) => [name, me])).toEqual([
      ["Me", true],
      ["Ann", false],
      ["Zoe", false],
    ]);
  });

  test("those without a name or with a strange colour are shown all the same", () => {
    const states = new Map<number, Record<string, unknown>>([
      [1, user(7, "url(//elsewhere)")],
      [2, user(" ")],
      [3, {}],
      [4, { user: null }],
    ]);
    expect(readPeople(states, 9)).toEqual([
      { clientId: 1, name: "Somebody", colour: "#6b6b76", me: false },
      { clientId: 2, name: "Somebody", colour: "#112233", me: false },
    ]);
  });

  test("a name of any length is cut to what fits", () => {
    expect(readPeople(new Map([[1, user("x".repeat(1_000_000))]]), 1)[0]?.name.length).toBe(60);
  });

  test("initials stand for names in any script", () => {
    expect(["Ada Lovelace", "plato", "Éva Anna Nagy", "日本 太郎", "😀", ""].map(initials)).toEqual([
      "AL",
      "P",
      "ÉN",
      "日太",
      "😀",
      "?",
    ]);
  });

  test("letters are white on our colours and dark on light ones", () => {
    expect(colours.map(({ strong }) => isLight(strong))).toEqual(colours.map(() => false));
    expect(["#ffffff", "#ffd866", "#8eaeff"].map(isLight)).toEqual([true, true, true]);
  });

  test("an invented name has two words and a colour", () => {
    expect(inventProfile(() => 0.999)).toMatchObject({ name: "Calm Hare", colour: { label: "Violet" } });
  });
});

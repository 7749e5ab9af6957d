import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from "lib0/encoding";
import { describe, expect, test, vi } from "vitest";
import { SaveTracker } from "../../main/web/session/saved.ts";
import { meaning, trackedSocket } from "../../main/web/session/trackedSocket.ts";

const tracked = () => new SaveTracker(() => {});

/** A connection whose first sync is acknowledged. */
function connected() {
  const tracker = tracked();
  tracker.connectionOpened();
  tracker.sent("sync");
  tracker.acknowledged(true);
  return tracker;
}

describe("whether all is saved", () => {
  test("what is written is saved once the gateway acknowledges it", () => {
    const tracker = connected();
    tracker.edited();
    tracker.sent("update");
    expect(tracker.unsaved).toBe(true);
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(false);
  });

  test("two updates need two acknowledgements", () => {
    const tracker = connected();
    tracker.edited();
    tracker.sent("update");
    tracker.edited();
    tracker.sent("update");
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(true);
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(false);
  });

  test("what was written offline is not saved by the acknowledgement of an update that overtook the sync", () => {
    const tracker = connected();
    tracker.connectionClosed();
    tracker.edited();
    tracker.connectionOpened();
    tracker.sent("update");
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(true);
    tracker.sent("sync");
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(false);
  });

  test("an acknowledgement that a lost connection owed is not counted on the next", () => {
    const tracker = connected();
    tracker.edited();
    tracker.sent("update");
    tracker.connectionClosed();
    tracker.connectionOpened();
    tracker.sent("sync");
    tracker.edited();
    tracker.sent("update");
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(true);
    tracker.acknowledged(true);
    expect(tracker.unsaved).toBe(false);
  });

  test("a lost connection leaves what was saved saved", () => {
    const tracker = connected();
    tracker.connectionClosed();
    expect(tracker.unsaved).toBe(false);
  });

  test("what the gateway refuses is never saved, whatever it acknowledges later", () => {
    const tracker = connected();
    tracker.edited();
    tracker.sent("update");
    tracker.acknowledged(false);
    tracker.edited();
    tracker.sent("update");
    tracker.acknowledged(true);
    expect(tracker.refused).toBe(true);
    expect(tracker.unsaved).toBe(true);
  });
});

function message(name: string, ...numbers: number[]): Uint8Array {
  const encoder = createEncoder();
  writeVarString(encoder, name);
  for (const number of numbers) writeVarUint(encoder, number);
  writeVarUint8Array(encoder, new Uint8Array([1, 2, 3]));
  return toUint8Array(encoder);
}

describe("what a message means", () => {
  test("the answer to a sync and an update carry what was written", () => {
    expect(meaning(message("notes", 0, 1))).toBe("sync");
    expect(meaning(message("notes", 0, 2))).toBe("update");
  });

  test("a status says kept or refused", () => {
    expect(meaning(message("notes", 8, 1))).toBe("kept");
    expect(meaning(message("notes", 8, 0))).toBe("refused");
  });

  test("state vectors, presence, tokens and pings mean nothing", () => {
    expect(meaning(message("notes", 0, 0))).toBeNull();
    expect(meaning(message("notes", 1))).toBeNull();
    expect(meaning(message("notes", 2, 0))).toBeNull();
    expect(meaning(new Uint8Array([9]))).toBeNull();
  });
});

test("a socket that was given up says nothing when it closes at last", () => {
  vi.stubGlobal("WebSocket", class extends EventTarget { send() {} });
  const tracker = new SaveTracker(() => {});
  const Socket = trackedSocket(tracker);
  const first = new Socket("ws://gateway");
  first.dispatchEvent(new Event("open"));
  tracker.edited();
  const next = new Socket("ws://gateway");
  next.dispatchEvent(new Event("open"));
  next.send(new Uint8Array(message("notes", 0, 1)));
  first.dispatchEvent(new Event("close"));
  next.dispatchEvent(new MessageEvent("message", { data: message("notes", 8, 1).buffer }));
  expect(tracker.unsaved).toBe(false);
  vi.unstubAllGlobals();
});

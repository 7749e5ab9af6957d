import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Connection, ConnectionWatch, offlineAfterMs } from "../../main/web/session/connection.ts";

let told: Connection[];
let watch: ConnectionWatch;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  watch = new ConnectionWatch((state) => told.push(state));
});

afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

test("a connection that comes back soon was never offline", () => {
  watch.up();
  watch.down();
  vi.advanceTimersByTime(offlineAfterMs - 1);
  watch.up();
  vi.advanceTimersByTime(offlineAfterMs * 2);
  expect(told).toEqual(["connected", "reconnecting", "connected"]);
});

test("a connection that stays away is offline, however often the socket tries", () => {
  watch.up();
  watch.down();
  vi.advanceTimersByTime(offlineAfterMs / 2);
  watch.down();
  vi.advanceTimersByTime(offlineAfterMs / 2);
  expect(told).toEqual(["connected", "reconnecting", "offline"]);
});

test("a first connection that never comes is offline", () => {
  vi.advanceTimersByTime(offlineAfterMs);
  expect(told).toEqual(["offline"]);
});

test("nothing is told after the end", () => {
  watch.up();
  watch.down();
  watch.stop();
  vi.advanceTimersByTime(offlineAfterMs * 2);
  expect(told).toEqual(["connected", "reconnecting"]);
});

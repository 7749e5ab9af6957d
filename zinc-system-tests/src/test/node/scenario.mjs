// How a test's script waits, asks the test for deeds, and ends.
import { createInterface } from 'node:readline';
import * as Y from 'yjs';

const patienceMs = 40_000;

/** Waits until something is so; fails, and tells what there was instead, when it does not come to be. */
export function until(what, condition, whatThereIs = () => '') {
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + patienceMs;
    const look = () => {
      let isSo;
      try {
        isSo = condition();
      } catch (problem) {
        reject(problem);
        return;
      }
      if (isSo) resolve();
      else if (Date.now() > deadline) reject(new Error(`it did not come to be: ${what} ${whatThereIs()}`));
      else setTimeout(look, 5);
    };
    look();
  });
}

/** Lets what came over the network be handled. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

export function assert(isSo, what) {
  if (!isSo) throw new Error(`not so: ${what}`);
}

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks the test to do something that only it can, such as to kill a process; returns when it has. */
export async function ask(deed) {
  console.log(`ask: ${deed}`);
  const { done } = await answers.next();
  assert(!done, `the test answers '${deed}'`);
}

/** Numbers that are the same for a seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound) => Math.floor(next() * bound);
  return { below, oneOf: (list) => list[below(list.length)], happens: (probability) => next() < probability };
}

const sameVector = (one, other) =>
  one.size === other.size && [...one].every(([client, clock]) => other.get(client) === clock);

const vector = (doc) => Y.decodeStateVector(Y.encodeStateVector(doc));

/** Roots that were never asked for are not in a document's JSON. */
function shareRoots(one, other) {
  for (const [name, root] of one.share) {
    if (root.constructor !== Y.AbstractType) other.get(name, root.constructor);
  }
}

function isSame(one, other) {
  shareRoots(one, other);
  shareRoots(other, one);
  return (
    sameVector(vector(one), vector(other)) &&
    Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) && // what was deleted, too
    other.store.pendingStructs === null &&
    other.store.pendingDs === null &&
    content(one) === content(other)
  );
}

/** What a document shows, whatever the order in which the keys of its maps came; texts with their formats. */
function content(doc) {
  const sorted = (value) => {
    if (value instanceof Y.Text) return value.toDelta();
    if (value instanceof Y.AbstractType) return sorted(value instanceof Y.Map ? Object.fromEntries(value.entries()) : value.toArray());
    if (Array.isArray(value)) return value.map(sorted);
    if (value !== null && typeof value === 'object') {
      return Object.keys(value)
        .sort()
        .map((key) => [key, sorted(value[key])]);
    }
    return value;
  };
  return JSON.stringify(sorted(Object.fromEntries(doc.share)));
}

/** Waits until all clients are synced and have equal state vectors, deletions and contents. */
export async function untilSame(clients) {
  const [first, ...others] = clients;
  const differing = () => others.filter((other) => !isSame(first.doc, other.doc) || !other.isSynced);
  await until(
    'all clients are the same',
    () => first.isSynced && differing().length === 0,
    () =>
      `\n${[first, ...differing()]
        .map((client) => {
          const state = [...vector(client.doc)].map(([id, clock]) => `${id}:${clock}`).sort();
          return `${client.name}: synced ${client.isSynced}, connected ${client.isConnected}, ${state.join(' ')}\n  ${content(client.doc).slice(0, 300)}`;
        })
        .join('\n')}`,
  );
}

/** A document with what a file of `zinc doc export` holds. */
export function documentOf(update) {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}

export function assertSame(one, other, what) {
  assert(isSame(one, other), `${what}: ${content(one)} and ${content(other)}`);
}

/** Runs the story; its end, good or bad, is the process's. */
export async function scenario(story) {
  try {
    await story(...process.argv.slice(2));
    console.log('passed');
    process.exit(0);
  } catch (problem) {
    console.error(problem);
    process.exit(1);
  }
}

import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import { keep, recall, recallAll } from "../shell/storage.ts";

/** How long an open document waits for its local copy before it goes on without. */
const patienceMs = 3_000;

/**
 * The copy of a document in this browser, which keeps what is written offline over a reload, and remembers whether the
 * gateway has acknowledged all of it. A document that was deleted and made anew has another generation, and so another
 * copy: nothing rises from the dead.
 */
export class LocalCopy {
  readonly #key: string;
  readonly #marks: Marks;
  #persistence: IndexeddbPersistence | null = null;

  constructor(cluster: string, name: string, generation: number) {
    this.#key = `zinc/${cluster}/${name}/${generation}`;
    this.#marks = new Marks(`unsaved.${this.#key}.`);
  }

  /** Whether there is a database, so that what is written survives a reload. */
  get available(): boolean {
    return this.#persistence !== null;
  }

  /** Whether changes come from here, by their origin. */
  isOrigin(origin: unknown): boolean {
    return origin !== null && origin === this.#persistence;
  }

  /** Whether the gateway may lack something of what is kept here, whichever tab has written it. */
  get unsaved(): boolean {
    return this.#marks.any();
  }

  /** Something was written here. */
  edited() {
    this.#marks.set();
  }

  /** The gateway has all that this document holds; what other tabs have written since is theirs to tell. */
  saved() {
    this.#marks.clear();
  }

  /** Fills the document with what is kept here, and keeps what changes in it from now on. */
  async open(document: Y.Doc): Promise<void> {
    if (!(await usable())) return;
    const persistence = new IndexeddbPersistence(this.#key, document);
    this.#persistence = persistence;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([persistence.whenSynced.then(() => this.#marks.adopt()), late]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    await this.#persistence?.destroy();
  }

  /** Closes it and forgets what it holds. */
  async discard(): Promise<void> {
    this.#marks.adopt();
    this.#marks.clear();
    await this.#persistence?.clearData();
  }
}

/**
 * That something is not saved, remembered for the time after a reload. Each tab has a mark of its own, which it changes whenever
 * it is set: one tab cannot clear what another has written meanwhile.
 */
export class Marks {
  readonly #prefix: string;
  readonly #own = randomId();
  #count = 0;
  #adopted = new Map<string, string>();

  /** @param prefix of their keys in the browser's storage */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  any(): boolean {
    return this.#all().size > 0;
  }

  set() {
    keep(this.#prefix + this.#own, String(++this.#count));
  }

  /** All that is marked by now is in this tab, too, which can say when it is saved. */
  adopt() {
    this.#adopted = this.#all();
  }

  clear() {
    keep(this.#prefix + this.#own, null);
    for (const [tab, value] of this.#adopted) {
      if (recall(this.#prefix + tab) === value) keep(this.#prefix + tab, null);
    }
    this.#adopted.clear();
  }

  #all() {
    const marks = recallAll(this.#prefix);
    for (const tab of marks.keys()) if (tab.includes("/")) marks.delete(tab); // of a document with a longer name
    return marks;
  }
}

const randomId = () => Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");

/** Private windows and strict settings forbid databases; we then work without. */
function usable(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const probe = indexedDB.open("zinc.probe");
      probe.onsuccess = () => {
        probe.result.close();
        resolve(true);
      };
      probe.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
}

import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import { keep, recall } from "../shell/storage.ts";

/** How long an open document waits for its local copy before it goes on without. */
const patienceMs = 3_000;

/**
 * The copy of a document in this browser, which keeps what is written offline over a reload, and remembers whether the
 * gateway has acknowledged all of it. A document that was deleted and made anew has another generation, and so another
 * copy: nothing rises from the dead.
 */
export class LocalCopy {
  readonly #key: string;
  #persistence: IndexeddbPersistence | null = null;

  constructor(cluster: string, name: string, generation: number) {
    this.#key = `zinc/${cluster}/${name}/${generation}`;
  }

  /** Whether there is a database, so that what is written survives a reload. */
  get available(): boolean {
    return this.#persistence !== null;
  }

  /** Whether changes come from here, by their origin. */
  isOrigin(origin: unknown): boolean {
    return origin !== null && origin === this.#persistence;
  }

  get unsaved(): boolean {
    return recall(`unsaved.${this.#key}`) !== null;
  }

  set unsaved(unsaved: boolean) {
    if (unsaved !== this.unsaved) keep(`unsaved.${this.#key}`, unsaved ? "yes" : null);
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
    await Promise.race([persistence.whenSynced, late]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    await this.#persistence?.destroy();
  }

  /** Closes it and forgets what it holds. */
  async discard(): Promise<void> {
    this.unsaved = false;
    await this.#persistence?.clearData();
  }
}

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

/**
 * Knows whether what was written here is kept: whether the gateway has acknowledged all of it. The provider's own count
 * of unsynced changes starts at 1 with each connection, whatever still waits in its queue, and so can reach 0 too early;
 * this counts what really goes over the socket.
 *
 * A connection begins with a sync, in which the answer to the gateway's step 1 carries all that it lacks. Once that is
 * acknowledged, and each update sent besides, nothing is missing there.
 */
export class SaveTracker {
  #unsaved = false;
  #syncSent = false;
  #unacknowledged = 0;
  #refused = false;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether something was written that is not known to be kept. */
  get unsaved(): boolean {
    return this.#unsaved;
  }

  /** Whether the gateway refused something that was written here. Nothing makes that good but a fresh copy. */
  get refused(): boolean {
    return this.#refused;
  }

  edited() {
    this.#unsaved = true;
    this.#onChange();
  }

  connectionOpened() {
    this.#syncSent = false;
    this.#unacknowledged = 0;
  }

  connectionClosed() {
    this.connectionOpened(); // no acknowledgement comes any more: the next connection's sync tells
  }

  sent(what: "sync" | "update") {
    if (what === "sync") this.#syncSent = true;
    this.#unacknowledged++;
  }

  acknowledged(kept: boolean) {
    this.#unacknowledged = Math.max(0, this.#unacknowledged - 1);
    if (!kept) this.#refused = true;
    if (this.#syncSent && this.#unacknowledged === 0 && !this.#refused) this.#unsaved = false;
    this.#onChange();
  }
}

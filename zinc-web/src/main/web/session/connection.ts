export type Connection = "connecting" | "connected" | "reconnecting" | "offline";

/** After so long without a connection we stop saying that it will be back in a moment. */
export const offlineAfterMs = 6_000;

/** Turns the ups and downs of a socket that tries again and again into what a person wants to know. */
export class ConnectionWatch {
  #state: Connection = "connecting";
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChange: (state: Connection) => void;

  constructor(onChange: (state: Connection) => void) {
    this.#onChange = onChange;
    this.#expect();
  }

  up() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#become("connected");
  }

  down() {
    if (this.#state !== "connected") return;
    this.#become("reconnecting");
    this.#expect();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #expect() {
    this.#timer = setTimeout(() => this.#become("offline"), offlineAfterMs);
  }

  #become(state: Connection) {
    if (state === this.#state) return;
    this.#state = state;
    this.#onChange(state);
  }
}

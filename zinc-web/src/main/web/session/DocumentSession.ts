import { HocuspocusProvider, WebSocketStatus } from "@hocuspocus/provider";
import { effect, signal } from "@preact/signals";
import * as Y from "yjs";
import { type DocumentInfo, findDocument } from "../api/documents.ts";
import { HttpError, token } from "../api/http.ts";
import { profile } from "../profile/profile.ts";
import { type Connection, ConnectionWatch } from "./connection.ts";
import { GatewaySocket } from "./gatewaySocket.ts";
import { LocalCopy } from "./localCopy.ts";
import { readNotice } from "./notice.ts";
import { type Person, readPeople } from "./people.ts";
import { SaveTracker } from "./saved.ts";
import { trackedSocket } from "./trackedSocket.ts";

export type Saved = "opening" | "saved" | "saving" | "offline" | "refused";

/** Why a session can go no further. */
export type End =
  | { why: "gone"; renamedTo: string | null }
  | { why: "replaced" }
  | { why: "forbidden"; reason: string }
  | { why: "refused"; reason: string };

const closedAsTooLarge = 1009; // RFC 6455
const closedAsForbidden = 4403; // Hocuspocus

/**
 * One open document: the Yjs document, its connection to the gateway and its copy in this browser, with what a person
 * wants to know about them. The signals may be read at any time; after {@link close} they no longer change.
 */
export class DocumentSession {
  readonly info: DocumentInfo;
  readonly document = new Y.Doc();
  readonly connection = signal<Connection>("connecting");
  readonly saved = signal<Saved>("opening");
  /** Whether there is something to show: the copy from here or the gateway's state. */
  readonly loaded = signal(false);
  readonly writable = signal(false);
  readonly people = signal<readonly Person[]>([]);
  readonly end = signal<End | null>(null);

  readonly #copy: LocalCopy;
  readonly #tracker = new SaveTracker(() => this.#updateSaved());
  readonly #watch = new ConnectionWatch((state) => {
    this.connection.value = state;
    this.#updateSaved();
  });
  readonly #socket: GatewaySocket;
  readonly #provider: HocuspocusProvider;
  readonly #stopProfile: () => void;
  #generationIsKnown: boolean;
  #rightIsKnown = false;
  #tokenProblem: End | "later" | null = null;
  #closed = false;

  /** @param fresh whether the gateway has just now said that the document is this one */
  constructor(info: DocumentInfo, cluster: string, fresh: boolean) {
    this.info = info;
    this.#generationIsKnown = fresh;
    this.#copy = new LocalCopy(cluster, info.name, info.generation);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#socket = new GatewaySocket({
      url: `${scheme}://${location.host}/hocuspocus`,
      WebSocketPolyfill: trackedSocket(this.#tracker),
      autoConnect: false,
      delay: 500,
      minDelay: 250,
      maxDelay: 5_000,
      factor: 1.6,
      onStatus: ({ status }) => {
        if (status === WebSocketStatus.Connected) return;
        if (status === WebSocketStatus.Disconnected) this.#generationIsKnown = false; // it may take long until the next one
        this.#watch.down();
        this.#forgetOthers();
      },
      onClose: ({ event }) => this.#closedWith(event.code),
    });
    this.#provider = new HocuspocusProvider({
      name: info.name,
      document: this.document,
      websocketProvider: this.#socket,
      token: () => this.#tokenForThisGeneration(),
      onAuthenticated: ({ scope }) => {
        this.#rightIsKnown = true;
        this.writable.value = scope === "read-write" && !this.end.value;
      },
      onAuthenticationFailed: ({ reason }) => this.#notAdmitted(reason),
      onSynced: () => this.#becomeSynced(),
      onClose: () => this.#documentClosed(),
      onStateless: ({ payload }) => this.#notice(payload),
      onAwarenessChange: () => {
        this.people.value = readPeople(this.awareness.getStates(), this.document.clientID);
      },
    });
    this.document.on("update", (_update: Uint8Array, origin: unknown) => {
      if (origin === this.#provider) return;
      const isOfCopy = this.#copy.isOrigin(origin);
      if (isOfCopy) this.#showCopy();
      else this.#copy.edited();
      if (isOfCopy && !this.#copy.unsaved) this.#updateSaved(); // there may be something to show now
      else this.#tracker.edited();
    });
    this.#stopProfile = effect(() => {
      const { name, colour } = profile.value;
      this.#provider.setAwarenessField("user", { name, color: colour.strong, colorLight: colour.wash });
    });
  }

  get awareness() {
    const { awareness } = this.#provider;
    if (!awareness) throw new Error("the provider was made without awareness");
    return awareness;
  }

  /** Whether what is not saved yet would be lost when the page is closed now. */
  get wouldLose(): boolean {
    return this.#tracker.unsaved && !this.#copy.available && !this.end.value;
  }

  /** Reads the copy in this browser, then connects. */
  async start() {
    await this.#copy.open(this.document);
    if (this.#closed) {
      await this.#copy.close();
      return;
    }
    this.#showCopy();
    this.#provider.attach();
    void this.#socket.connect();
    addEventListener("offline", this.#networkLost);
    addEventListener("online", this.#networkBack);
  }

  /** Shows what the copy in this browser has, which may come late. */
  #showCopy() {
    if (this.loaded.value || this.document.store.clients.size === 0) return;
    this.loaded.value = true;
    if (!this.#rightIsKnown && !this.end.value) this.writable.value = true; // until the gateway says otherwise
  }

  /** Tries to connect now rather than after the pause between attempts. */
  retry() {
    void this.#socket.connect();
  }

  /** Ends the session. */
  async close() {
    this.#disconnect();
    await this.#copy.close();
    this.document.destroy();
  }

  /** Ends the session and forgets the copy in this browser, which the gateway does not want. */
  async discard() {
    this.#disconnect();
    await this.#copy.discard();
    this.document.destroy();
  }

  /** The token, once it is sure that the document is still the one that was opened. Asked for at each connection. */
  async #tokenForThisGeneration(): Promise<string> {
    if (!this.#generationIsKnown) {
      this.#tokenProblem = await this.#lookWhetherItIsReplaced();
      if (this.#tokenProblem) throw new Error("not to be opened now");
    }
    this.#generationIsKnown = false; // the next connection may come after anything
    return token.value ?? "";
  }

  async #lookWhetherItIsReplaced(): Promise<End | "later" | null> {
    try {
      const now = await findDocument(this.info.name);
      if (!now) return { why: "gone", renamedTo: null };
      return now.generation === this.info.generation ? null : { why: "replaced" };
    } catch (problem) {
      const final = problem instanceof HttpError && (problem.status === 401 || problem.status === 403);
      return final ? { why: "forbidden", reason: problem.message } : "later";
    }
  }

  #notAdmitted(reason: string) {
    const problem = this.#tokenProblem;
    this.#tokenProblem = null;
    if (problem === "later")
      this.#socket.webSocket?.close(); // and so try again
    else this.#finish(problem ?? { why: "forbidden", reason });
  }

  readonly #networkLost = () => this.#socket.lose();

  readonly #networkBack = () => {
    if (!this.end.value) this.retry();
  };

  /**
   * Forgets which news of the others was the last. They have gone from the list with the connection, and y-protocols would take
   * what the gateway says about them afterwards for old, until they move or 15 s have passed.
   */
  #forgetOthers() {
    const { meta } = this.awareness;
    for (const client of [...meta.keys()]) {
      if (client !== this.document.clientID) meta.delete(client);
    }
  }

  /** Sending again what made the gateway hang up would only make it hang up again. */
  #closedWith(code: number) {
    if (code === closedAsTooLarge) {
      this.#finish({ why: "refused", reason: "it is larger than the gateway takes at once" });
    } else if (code === closedAsForbidden) {
      this.#finish({ why: "forbidden", reason: "" });
    }
  }

  /** The gateway may close the document and leave the socket open; only a new socket begins anew. */
  #documentClosed() {
    this.#watch.down();
    const socket = this.#socket.webSocket;
    if (socket?.readyState === WebSocket.OPEN) socket.close();
  }

  #becomeSynced() {
    this.loaded.value = true;
    this.awareness.setLocalState(this.awareness.getLocalState()); // news also to those who took us for gone
    this.#watch.up();
    this.#updateSaved();
  }

  #notice(payload: string) {
    const notice = readNotice(payload);
    switch (notice?.type) {
      case "rights":
        this.writable.value = notice.right === "write" && !this.end.value;
        if (notice.right === "none") this.#finish({ why: "forbidden", reason: "Your right to read it was withdrawn." });
        break;
      case "deleted":
        this.#finish({ why: "gone", renamedTo: notice.to });
        break;
      case "refused":
        this.#finish({ why: "refused", reason: notice.reason });
        break;
      case undefined:
        break;
    }
  }

  #finish(end: End) {
    if (this.end.value) return;
    this.end.value = end;
    this.writable.value = false;
    this.#socket.disconnect();
    this.#watch.stop();
    this.#updateSaved();
  }

  #updateSaved() {
    if (this.#closed) return;
    if (this.#tracker.refused && !this.end.value) this.#finish({ why: "refused", reason: "" });
    if (this.loaded.value && !this.#tracker.unsaved) this.#copy.saved();
    this.saved.value = this.#describeSaved();
  }

  #describeSaved(): Saved {
    if (this.end.value?.why === "refused") return "refused";
    if (!this.#tracker.unsaved) return this.loaded.value ? "saved" : "opening";
    return this.connection.value === "connected" || this.connection.value === "connecting" ? "saving" : "offline";
  }

  #disconnect() {
    this.#closed = true;
    removeEventListener("offline", this.#networkLost);
    removeEventListener("online", this.#networkBack);
    this.#stopProfile();
    this.#watch.stop();
    this.#provider.destroy();
    this.#socket.destroy();
  }
}

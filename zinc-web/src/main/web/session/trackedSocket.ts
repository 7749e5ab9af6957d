import { createDecoder, readVarString, readVarUint } from "lib0/decoding";
import type { SaveTracker } from "./saved.ts";

const messageSync = 0;
const messageSyncStatus = 8;
const syncStep2 = 1;
const syncUpdate = 2;

/** What a Hocuspocus message means for the question whether all is saved; null if nothing. */
export function meaning(message: Uint8Array): "sync" | "update" | "kept" | "refused" | null {
  if (message.length < 3) return null; // pings and pongs have one byte and no address
  const decoder = createDecoder(message);
  readVarString(decoder); // the document
  switch (readVarUint(decoder)) {
    case messageSync:
      switch (readVarUint(decoder)) {
        case syncStep2:
          return "sync";
        case syncUpdate:
          return "update";
        default:
          return null;
      }
    case messageSyncStatus:
      return readVarUint(decoder) === 1 ? "kept" : "refused";
    default:
      return null;
  }
}

/**
 * A WebSocket that tells a tracker what goes out and what is acknowledged. For sockets with one document. A socket that was
 * given up may close long after the next one has opened, and says nothing more then.
 */
export function trackedSocket(tracker: SaveTracker): typeof WebSocket {
  let latest: WebSocket | null = null;
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      latest = this;
      this.addEventListener("open", () => latest === this && tracker.connectionOpened());
      this.addEventListener("close", () => latest === this && tracker.connectionClosed());
      this.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (latest !== this || !(data instanceof ArrayBuffer)) return;
        const what = meaning(new Uint8Array(data));
        if (what === "kept" || what === "refused") tracker.acknowledged(what === "kept");
      });
    }

    override send(data: string | ArrayBufferLike | Blob | ArrayBufferView) {
      super.send(data as ArrayBuffer);
      if (!(data instanceof Uint8Array)) return;
      const what = meaning(data);
      if (what === "sync" || what === "update") tracker.sent(what);
    }
  };
}

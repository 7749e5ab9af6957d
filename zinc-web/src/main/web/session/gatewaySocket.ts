import { HocuspocusProviderWebsocket, WebSocketStatus } from "@hocuspocus/provider";

const closedAsSilent = 4408; // Hocuspocus

/** The provider's socket, which can also be told that its connection is lost, and then tries to get another one. */
export class GatewaySocket extends HocuspocusProviderWebsocket {
  /** A socket without a network would notice that only after half a minute of silence, and its closing could take as long. */
  lose() {
    if (this.status !== WebSocketStatus.Connected) return;
    this.emit("close", { event: { code: closedAsSilent, reason: "the browser is offline" } });
  }
}

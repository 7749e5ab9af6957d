// The real Yjs clients, unmodified, with one face for both protocols.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import NodeWebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** A socket as browsers have it: an error that nobody listens for, such as of a connection that is given up, is no exception. */
class WebSocket extends NodeWebSocket {
  constructor(...settings) {
    super(...settings);
    this.on('error', () => {});
  }
}

const socketUrl = (url, path) => url.replace(/^http/, 'ws') + path;

/** What the clients have in common: a document, who is present, and a connection that can be lost and taken up again. */
class Client {
  constructor(name, protocol, doc, provider) {
    this.name = `${name} (${protocol})`;
    this.protocol = protocol;
    this.doc = doc;
    this.provider = provider;
  }

  get text() {
    return this.doc.getText('text');
  }

  get awareness() {
    return this.provider.awareness;
  }

  appear(as) {
    this.awareness.setLocalStateField('user', { name: as });
  }

  /** The names of all that this client sees present, sorted; its own among them. */
  get present() {
    return [...this.awareness.getStates().values()]
      .map((state) => state.user?.name)
      .filter(Boolean)
      .sort();
  }

  leave() {
    this.provider.destroy();
  }
}

class YWebsocketClient extends Client {
  constructor(name, url, room, { token, doc = new Y.Doc() }) {
    const provider = new WebsocketProvider(socketUrl(url, '/yjs'), room, doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true, // what comes has to come from the gateway
      maxBackoffTime: 500,
      params: token === undefined ? {} : { token },
    });
    super(name, 'y-websocket', doc, provider);
    this.closed = null;
    provider.on('closed', (event) => {
      this.closed = event;
    });
  }

  get isSynced() {
    return this.provider.synced;
  }

  get isConnected() {
    return this.provider.wsconnected;
  }

  goOffline() {
    this.provider.disconnect();
  }

  goOnline() {
    this.provider.connect();
  }

  /** The network fails: no closing handshake. */
  breakConnection() {
    this.provider.ws?.terminate();
  }
}

class HocuspocusClient extends Client {
  constructor(name, url, room, { token = '', doc = new Y.Doc(), socket }) {
    const notices = [];
    const refusals = [];
    const provider = new HocuspocusProvider({
      name: room,
      document: doc,
      token,
      websocketProvider: socket ?? hocuspocusSocket(url),
      onStateless: ({ payload }) => notices.push(JSON.parse(payload)),
      onAuthenticationFailed: ({ reason }) => refusals.push(reason),
    });
    super(name, 'hocuspocus', doc, provider);
    this.ownsSocket = socket === undefined;
    this.notices = notices;
    this.refusals = refusals;
    provider.attach();
  }

  get socket() {
    return this.provider.configuration.websocketProvider;
  }

  get isSynced() {
    return this.provider.isSynced;
  }

  get isConnected() {
    return this.socket.status === 'connected';
  }

  /** How many of its edits are not known to be durable at the host. */
  get unsaved() {
    return this.provider.unsyncedChanges;
  }

  get scope() {
    return this.provider.authorizedScope;
  }

  goOffline() {
    this.socket.disconnect();
  }

  goOnline() {
    this.socket.shouldConnect = true; // it may still be closing, and connect() would do nothing then
    this.socket.connect();
  }

  breakConnection() {
    this.socket.webSocket?.terminate();
  }

  leave() {
    super.leave();
    if (this.ownsSocket) this.socket.destroy();
  }
}

/** A socket that several documents can share. */
export const hocuspocusSocket = (url) =>
  new HocuspocusProviderWebsocket({
    url: socketUrl(url, '/hocuspocus'),
    WebSocketPolyfill: WebSocket,
    delay: 100,
    minDelay: 100,
    maxDelay: 500,
  });

export const yWebsocket = (name, url, room, options = {}) => new YWebsocketClient(name, url, room, options);
export const hocuspocus = (name, url, room, options = {}) => new HocuspocusClient(name, url, room, options);

/** One client of each protocol. */
export const bothKinds = (name, url, room, options = {}) => [
  yWebsocket(name, url, room, options),
  hocuspocus(name, url, room, options),
];

// A Yjs client that has just started and opens a document of a y-websocket server: node websocket-open.mjs ADDRESS
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { nowNs, serveLines } from './lines.mjs'

const [address] = process.argv.slice(2)

await serveLines({ ready: 1 }, {
  open: name => new Promise(resolve => {
    const beganNs = nowNs()
    const doc = new Y.Doc()
    const provider = new WebsocketProvider(address, name, doc, { WebSocketPolyfill: WebSocket, disableBc: true })
    provider.once('sync', () => {
      const { length } = doc.getText('text')
      resolve({ tookNs: nowNs() - beganNs, length })
    })
  })
})

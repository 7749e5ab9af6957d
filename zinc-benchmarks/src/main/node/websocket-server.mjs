// The y-websocket server, as its own bin starts it, with documents in memory: what `zinc bench documents` is measured beside.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { getYDoc, setupWSConnection } from '@y/websocket-server/utils'
import { serveLines } from './lines.mjs'
import { edits } from './traces.mjs'

/** How many updates a document has got; each goes on to everyone by itself. */
const fragments = new Map()

const sockets = new WebSocketServer({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = createServer()
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, ws => sockets.emit('connection', ws, request)))
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))

await serveLines({ address: `ws://127.0.0.1:${server.address().port}` }, {
  meter: () => {
    const { user, system } = process.cpuUsage()
    return { cpuNs: (user + system) * 1000, allocatedBytes: 0 }
  },
  watch: name => {
    fragments.set(name, 0)
    getYDoc(name).on('update', () => fragments.set(name, fragments.get(name) + 1))
    return { watching: 1 }
  },
  fragments: name => ({ fragments: fragments.get(name) }),
  type: (name, trace) => {
    const doc = getYDoc(name)
    const text = doc.getText('text')
    for (const [at, gone, come] of edits(trace)) {
      doc.transact(() => {
        if (gone > 0) text.delete(at, gone)
        if (come.length > 0) text.insert(at, come)
      })
    }
    return { length: text.length }
  }
})

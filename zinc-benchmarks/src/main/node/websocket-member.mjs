// A Yjs client at a y-websocket server that takes part in a recorded session:
// node websocket-member.mjs ADDRESS SESSION AUTHOR, where an AUTHOR of -1 only reads
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { nowNs, serveLines } from './lines.mjs'

const [address, file, authorWord] = process.argv.slice(2)
const author = Number(authorWord)

// what SessionScript.java writes: the clients, their clocks at the end, the text's hash; then a line for each edit
const [clientsLine, clocksLine, sha, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
const clients = clientsLine.split(',').map(Number)
const clocks = clocksLine.split(',').map(Number)
const edits = lines.map(line => line.split(' '))
  .filter(([of]) => Number(of) === author)
  .map(([, needs, update]) => ({ needs: needs.split(',').map(Number), update: new Uint8Array(Buffer.from(update, 'base64')) }))

/** So many edits are made before the event loop has its turn. */
const EDITS_AT_ONCE = 64

let doc, provider, text, completed, lastNs, next

const has = wanted => wanted.every((clock, i) => Y.getState(doc.store, clients[i]) >= clock)

const shaNow = () => createHash('sha256').update(text.toString()).digest('hex')

const pump = () => {
  const end = Math.min(edits.length, next + EDITS_AT_ONCE)
  while (next < end && has(edits[next].needs)) Y.applyUpdate(doc, edits[next++].update, 'author')
  if (next === end && next < edits.length) setImmediate(pump)
}

const seen = () => {
  lastNs = nowNs()
  if (next === edits.length && has(clocks) && shaNow() === sha) completed()
}

await serveLines({ ready: 1 }, {
  open: name => new Promise(resolve => {
    doc = new Y.Doc()
    text = doc.getText('text')
    provider = new WebsocketProvider(address, name, doc, { WebSocketPolyfill: WebSocket, disableBc: true })
    next = 0
    provider.once('sync', () => resolve({ open: 1 }))
  }),
  play: async () => {
    const beganNs = nowNs()
    const complete = new Promise(resolve => { completed = resolve })
    doc.on('update', (update, origin) => {
      if (origin !== 'author' && next < edits.length && has(edits[next].needs)) setImmediate(pump)
      seen()
    })
    pump()
    seen() // a reader may have been told all of it before it was told to read
    await complete
    return { beganNs, lastNs, sha: shaNow() }
  },
  close: () => {
    provider.destroy()
    doc.destroy()
    return { closed: 1 }
  }
})

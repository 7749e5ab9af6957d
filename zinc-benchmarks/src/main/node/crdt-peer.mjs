// The other side of `zinc bench crdt`: does with yjs what the benchmark does with Zinc, one command a line on standard input.
import * as Y from 'yjs'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createInterface } from 'node:readline'

const traces = new Map()
const edits = file => {
  if (!traces.has(file)) {
    const trace = JSON.parse(gunzipSync(readFileSync(file)).toString())
    traces.set(file, trace.txns.flatMap(txn => txn.patches))
  }
  return traces.get(file)
}
const fresh = client => { const doc = new Y.Doc(); doc.clientID = client; return doc }
const since = start => Number(process.hrtime.bigint() - start) / 1e6

const type = (file, doc) => {
  const text = doc.getText('text')
  for (const [at, gone, come] of edits(file)) {
    doc.transact(() => {
      if (gone > 0) text.delete(at, gone)
      if (come.length > 0) text.insert(at, come)
    })
  }
  return text
}
const updatesOf = file => {
  const doc = fresh(1); const updates = []
  doc.on('update', update => updates.push(update))
  type(file, doc)
  return updates
}
// the same small generator as on the other side: edits all over a text
const random = seed => { let x = seed; return n => { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; return (x >>> 0) % n } }
const randomEdits = (doc, count, next) => {
  const text = doc.getText('text')
  for (let i = 0; i < count; i++) {
    const length = text.length
    if (length > 100 && next(4) === 0) text.delete(next(length - 10), 1 + next(9))
    else text.insert(next(length + 1), 'abcdefghij'.slice(0, 1 + next(10)))
  }
}
const kept = []
const used = () => { for (let i = 0; i < 4; i++) global.gc(); const m = process.memoryUsage(); return m.heapUsed + m.arrayBuffers }
const randomDocs = new Map()

const commands = {
  edit: ({ trace }) => {
    edits(trace)
    const doc = fresh(1); let bytes = 0; const updates = []
    doc.on('update', update => { updates.push(update); bytes += update.length })
    const start = process.hrtime.bigint()
    const text = type(trace, doc)
    return { value: since(start), check: text.length, bytes }
  },
  apply: ({ trace }) => {
    const updates = updatesOf(trace)
    const doc = fresh(2)
    const start = process.hrtime.bigint()
    for (const update of updates) Y.applyUpdate(doc, update, 'net')
    return { value: since(start), check: doc.getText('text').length }
  },
  load: ({ trace }) => {
    const from = fresh(1); type(trace, from)
    const state = Y.encodeStateAsUpdate(from)
    const doc = fresh(2)
    const start = process.hrtime.bigint()
    Y.applyUpdate(doc, state, 'net')
    return { value: since(start), check: doc.getText('text').length, bytes: state.length }
  },
  merge: ({ trace, count }) => {
    const updates = updatesOf(trace).slice(0, count)
    const start = process.hrtime.bigint()
    const merged = Y.mergeUpdates(updates)
    return { value: since(start), check: merged.length }
  },
  memory: ({ trace, copies }) => {
    const updates = updatesOf(trace)
    const before = used()
    for (let i = 0; i < copies; i++) { const doc = fresh(2); for (const update of updates) Y.applyUpdate(doc, update, 'net'); kept.push(doc) }
    const value = (used() - before) / copies
    const check = kept[0].getText('text').length
    kept.length = 0
    return { value, check }
  },
  memoryRandom: ({ count, copies }) => {
    const before = used()
    for (let i = 0; i < copies; i++) { const doc = fresh(2); randomEdits(doc, count, random(7)); kept.push(doc) }
    const value = (used() - before) / copies
    const check = kept[0].getText('text').length
    kept.length = 0
    return { value, check }
  },
  randomStart: ({ size }) => {
    const doc = fresh(1); const next = random(7)
    doc.getText('text').insert(0, 'x'.repeat(size))
    randomDocs.set(size, { doc, next })
    return { value: 0, check: size }
  },
  randomEdit: ({ size, count }) => {
    const { doc, next } = randomDocs.get(size)
    const start = process.hrtime.bigint()
    randomEdits(doc, count, next)
    return { value: since(start) * 1000 / count, check: doc.getText('text').length }
  },
  concurrent: ({ clients, each }) => {
    const updates = []
    for (let c = 1; c <= clients; c++) {
      const doc = fresh(c); const text = doc.getText('text')
      for (let i = 0; i < each; i++) text.insert(i, 'x')
      updates.push(Y.encodeStateAsUpdate(doc))
    }
    const doc = fresh(5000000)
    const start = process.hrtime.bigint()
    for (const update of updates) Y.applyUpdate(doc, update, 'net')
    return { value: since(start), check: doc.getText('text').length }
  },
  version: () => ({ value: 0, check: 0, name: 'yjs 13.6.33, Node.js ' + process.version })
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line)
  console.log(JSON.stringify(commands[command.run](command)))
}

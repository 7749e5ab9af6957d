// The other side of `zinc bench crdt`: does with yjs what the benchmark does with Zinc, one command a line on standard input.
import * as Y from 'yjs'
import { readFileSync } from 'node:fs'
import { edits, now, serve, since } from './traces.mjs'

const version = JSON.parse(readFileSync(new URL('node_modules/yjs/package.json', import.meta.url))).version

const fresh = client => { const doc = new Y.Doc(); doc.clientID = client; return doc }

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

/** What is made once for all commands that work with it. */
const once = make => {
  const made = new Map()
  return key => { if (!made.has(key)) made.set(key, make(key)); return made.get(key) }
}
const updatesOf = once(file => {
  const doc = fresh(1); const updates = []
  doc.on('update', update => updates.push(update))
  type(file, doc)
  return updates
})
const stateOf = once(file => {
  const doc = fresh(1)
  type(file, doc)
  return Y.encodeStateAsUpdate(doc)
})

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

const used = () => {
  for (let i = 0; i < 6; i++) global.gc()
  const memory = process.memoryUsage()
  return memory.heapUsed + memory.external
}
/** Bytes of one document: several are held at once, so that what the engine itself allocates meanwhile vanishes. */
const bytesOf = (copies, make) => {
  make()
  const kept = []
  const before = used()
  for (let i = 0; i < copies; i++) kept.push(make())
  const value = (used() - before) / copies
  return { value, check: kept[0].getText('text').length }
}

const randomDocs = new Map()

const commands = {
  edit: ({ trace }) => {
    edits(trace)
    const doc = fresh(1); let bytes = 0; const updates = []
    doc.on('update', update => { updates.push(update); bytes += update.length })
    const start = now()
    const text = type(trace, doc)
    return { value: since(start), check: text.length, bytes }
  },
  apply: ({ trace }) => {
    const updates = updatesOf(trace)
    const doc = fresh(2)
    const start = now()
    for (const update of updates) Y.applyUpdate(doc, update, 'net')
    return { value: since(start), check: doc.getText('text').length }
  },
  load: ({ trace }) => {
    const state = stateOf(trace)
    const doc = fresh(2)
    const start = now()
    Y.applyUpdate(doc, state, 'net')
    return { value: since(start), check: doc.getText('text').length }
  },
  merge: ({ trace, count }) => {
    const updates = updatesOf(trace).slice(0, count)
    const start = now()
    const merged = Y.mergeUpdates(updates)
    return { value: since(start), check: merged.length }
  },
  memory: ({ trace, copies }) => {
    const updates = updatesOf(trace)
    return bytesOf(copies, () => {
      const doc = fresh(2)
      for (const update of updates) Y.applyUpdate(doc, update, 'net')
      return doc
    })
  },
  memoryRandom: ({ count, copies }) => bytesOf(copies, () => {
    const doc = fresh(2)
    randomEdits(doc, count, random(7))
    return doc
  }),
  randomStart: ({ size }) => {
    const doc = fresh(1); const next = random(7)
    doc.getText('text').insert(0, 'x'.repeat(size))
    randomDocs.set(size, { doc, next })
    return { value: 0, check: size }
  },
  randomEnd: ({ size }) => { randomDocs.delete(size); return { value: 0, check: 0 } },
  randomEdit: ({ size, count }) => {
    const { doc, next } = randomDocs.get(size)
    const start = now()
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
    const start = now()
    for (const update of updates) Y.applyUpdate(doc, update, 'net')
    return { value: since(start), check: doc.getText('text').length }
  },
  version: () => ({ value: 0, check: 0, name: `yjs ${version}, Node.js ${process.version}` })
}

await serve(commands)

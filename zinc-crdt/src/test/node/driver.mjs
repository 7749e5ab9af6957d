// Plays histories in the real yjs: one JSON history a line on standard input, one JSON result a line on standard output.
import * as Y from 'yjs'
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'

// The library's position cache may put an insertion at another place among tombstones; a plain scan is the reference.
Object.defineProperty(Y.AbstractType.prototype, '_searchMarker', { configurable: true, get () { return null }, set (_) { } })
const print = line => process.stdout.write(line + '\n')
console.log = console.warn = console.error = () => {}

const hex = bytes => Buffer.from(bytes).toString('hex')
const digest = bytes => createHash('md5').update(bytes).digest('hex')

const tag = v => {
  if (v === undefined) return { $undefined: true }
  if (v === null || typeof v === 'string' || typeof v === 'boolean' || typeof v === 'number') return v
  if (v instanceof Uint8Array) return { $bytes: hex(v) }
  if (v instanceof Y.AbstractType) return dump(v)
  if (Array.isArray(v)) return v.map(tag)
  const o = {}; for (const k of Object.keys(v)) o[k] = tag(v[k]); return o
}
const untag = j => {
  if (j === null || typeof j !== 'object') return j
  if (Array.isArray(j)) return j.map(untag)
  if (j.$bytes !== undefined) return new Uint8Array(Buffer.from(j.$bytes, 'hex'))
  if (j.$ytype !== undefined) return makeType(j)
  const o = {}; for (const k of Object.keys(j)) o[k] = untag(j[k]); return o
}
const entries = (it, f) => { const o = {}; for (const [k, v] of it) o[k] = f(v); return o }
const dump = t => {
  if (t instanceof Y.Text) {
    const r = { $ytype: t instanceof Y.XmlText ? 'xmlText' : 'text', delta: t.toDelta().map(op => { const o = { insert: tag(op.insert) }; if (op.attributes) o.attributes = tag(op.attributes); return o }) }
    const a = t.getAttributes(); if (Object.keys(a).length) r.attrs = entries(Object.entries(a), tag)
    return r
  }
  if (t instanceof Y.XmlHook) return { $ytype: 'xmlHook', name: t.hookName, entries: entries(t.entries(), tag) }
  if (t instanceof Y.Map) return { $ytype: 'map', entries: entries(t.entries(), tag) }
  if (t instanceof Y.Array) return { $ytype: 'array', items: t.toArray().map(tag) }
  if (t instanceof Y.XmlElement) return { $ytype: 'xmlElement', name: t.nodeName, attrs: entries(Object.entries(t.getAttributes()), tag), children: t.toArray().map(tag) }
  return { $ytype: 'xmlFragment', children: t.toArray().map(tag) }
}
const fill = (t, j) => { if (j.string) t.insert(0, j.string); if (j.delta) t.applyDelta(untag(j.delta)); return t }
const makeType = j => {
  switch (j.$ytype) {
    case 'text': return fill(new Y.Text(), j)
    case 'xmlText': return fill(new Y.XmlText(), j)
    case 'array': { const a = new Y.Array(); a.push((j.items || []).map(untag)); return a }
    case 'map': { const m = new Y.Map(); for (const k of Object.keys(j.entries || {})) m.set(k, untag(j.entries[k])); return m }
    case 'xmlElement': { const x = new Y.XmlElement(j.name); for (const k of Object.keys(j.attrs || {})) x.setAttribute(k, untag(j.attrs[k])); x.insert(0, (j.children || []).map(untag)); return x }
  }
  throw new Error('unknown type ' + j.$ytype)
}
const KIND = { text: Y.Text, array: Y.Array, map: Y.Map, xmlFragment: Y.XmlFragment }
const resolve = (doc, path) => { let t = doc.share.get(path[0]); for (const p of path.slice(1)) t = typeof p === 'number' ? t.get(p) : (t instanceof Y.Map ? t.get(p) : t.getAttribute(p)); return t }
const TAKES = { text: Y.Text, array: Y.Array, map: Y.Map, xml: Y.XmlFragment }
const runOp = (doc, o) => {
  const t = resolve(doc, o.at)
  // an earlier operation of the step may have put another type here
  const onText = t instanceof Y.Text && (o.op === 'xml.setAttribute' || o.op === 'xml.removeAttribute')
  if (!onText && !(t instanceof TAKES[o.op.split('.')[0]])) throw new Error('no such operation here')
  switch (o.op) {
    case 'text.insert': return t.insert(o.index, o.text, o.attrs === undefined ? undefined : untag(o.attrs))
    case 'text.embed': return t.insertEmbed(o.index, untag(o.value), o.attrs === undefined ? undefined : untag(o.attrs))
    // the library throws when a text without any item is told to delete something; here that is nothing to do
    case 'text.delete': return t._start === null ? undefined : t.delete(o.index, o.length)
    case 'text.format': return t.format(o.index, o.length, untag(o.attrs))
    case 'text.applyDelta': return t.applyDelta(untag(o.delta))
    case 'array.insert': case 'xml.insert': return t.insert(o.index, o.values.map(untag))
    case 'array.push': return t.push(o.values.map(untag))
    case 'array.delete': case 'xml.delete': return t.delete(o.index, o.length)
    case 'map.set': return t.set(o.key, untag(o.value))
    case 'map.delete': return t.delete(o.key)
    case 'map.clear': return t.clear()
    case 'xml.setAttribute': return t.setAttribute(o.key, untag(o.value))
    case 'xml.removeAttribute': return t.removeAttribute(o.key)
  }
  throw new Error('unknown op ' + o.op)
}

const play = history => {
  const updates = new Map()
  const docs = history.clients.map(id => {
    const doc = new Y.Doc({ gc: history.gc, guid: 'd' }); doc.clientID = id
    for (const name of Object.keys(history.roots)) doc.get(name, KIND[history.roots[name]])
    return doc
  })
  const managers = docs.map(doc => history.undo ? new Y.UndoManager(Object.keys(history.roots).map(n => doc.share.get(n)), { captureTimeout: 0 }) : null)
  const steps = history.steps.map(step => {
    const doc = docs[step.client]; const emitted = []; let error = false
    const listen = u => emitted.push(u)
    doc.on('update', listen)
    try {
      if (step.ops) doc.transact(() => { for (const op of step.ops) runOp(doc, op) })
      else if (step.apply) for (const [label, k] of step.apply) { const u = (updates.get(label) || [])[k]; if (u) Y.applyUpdate(doc, u, 'net') }
      else if (managers[step.client]) step.undo ? managers[step.client].undo() : managers[step.client].redo()
    } catch (e) { error = true }
    doc.off('update', listen)
    updates.set(step.label, emitted)
    return { emitted: emitted.map(hex), state: digest(Y.encodeStateAsUpdate(doc)), error }
  })
  const final = docs.map(doc => ({
    content: entries(Object.keys(history.roots).map(n => [n, doc.share.get(n)]), dump),
    v1: hex(Y.encodeStateAsUpdate(doc)),
    v2: hex(Y.encodeStateAsUpdateV2(doc)),
    vector: hex(Y.encodeStateVector(doc))
  }))
  return { steps, final }
}

for await (const line of createInterface({ input: process.stdin })) print(JSON.stringify(play(JSON.parse(line))))

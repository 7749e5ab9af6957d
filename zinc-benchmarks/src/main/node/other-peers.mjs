// Types a recorded session into another library than yjs, one transaction and one update for each edit, for some seconds
// at most:
// node other-peers.mjs ywasm|loro-crdt|@automerge/automerge
import { readFileSync } from 'node:fs'
import { edits, now, serve, since } from './traces.mjs'

const library = process.argv[2]
const version = JSON.parse(readFileSync(new URL(`node_modules/${library}/package.json`, import.meta.url))).version
const loaded = await import(library)

/** For each library a new text, as a function that makes an edit and one that tells the text's length. */
const texts = {
  ywasm: emit => {
    const doc = new loaded.YDoc({ clientID: 1 })
    const text = doc.getText('text')
    doc.onUpdate(emit)
    const edit = (at, gone, come) => {
      const transaction = doc.beginTransaction()
      if (gone > 0) text.delete(at, gone, transaction)
      if (come.length > 0) text.insert(at, come, undefined, transaction)
      transaction.commit()
      transaction.free()
    }
    return { edit, length: () => text.toString().length }
  },
  'loro-crdt': emit => {
    const doc = new loaded.LoroDoc()
    doc.setPeerId('1')
    const text = doc.getText('text')
    doc.subscribeLocalUpdates(emit)
    const edit = (at, gone, come) => {
      if (gone > 0) text.delete(at, gone)
      if (come.length > 0) text.insert(at, come)
      doc.commit()
    }
    return { edit, length: () => text.toString().length }
  },
  '@automerge/automerge': emit => {
    let doc = loaded.from({ text: '' })
    const edit = (at, gone, come) => {
      doc = loaded.change(doc, draft => loaded.splice(draft, ['text'], at, gone, come))
      emit(loaded.getLastLocalChange(doc))
    }
    return { edit, length: () => doc.text.length }
  }
}

await serve({
  version: () => ({ value: 0, check: 0, name: `${library} ${version}, Node.js ${process.version}` }),
  edit: async ({ trace, seconds }) => {
    const session = edits(trace)
    let updates = 0
    const text = texts[library](() => { updates++ })
    let done = 0
    const start = now()
    while (done < session.length && (done % 256 !== 0 || since(start) < seconds * 1000)) text.edit(...session[done++])
    const value = since(start)
    await new Promise(resolve => setImmediate(resolve))
    if (updates < done) throw new Error(`${library} emitted ${updates} updates for ${done} edits`)
    return { value, check: text.length(), done }
  }
})

// What all peers share: the recorded sessions, the clock, and the loop that reads one command a line from standard input.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createInterface } from 'node:readline'

const traces = new Map()

/** The edits of a recorded session: [position, units deleted, text inserted]. */
export const edits = file => {
  if (!traces.has(file)) {
    const trace = JSON.parse(gunzipSync(readFileSync(file)).toString())
    traces.set(file, trace.txns.flatMap(txn => txn.patches))
  }
  return traces.get(file)
}

export const now = () => process.hrtime.bigint()

/** Milliseconds. */
export const since = start => Number(now() - start) / 1e6

/** Answers every line, { run: NAME, ... }, with what the command of that name returns. */
export const serve = async commands => {
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line)
    console.log(JSON.stringify(await commands[command.run](command)))
  }
}

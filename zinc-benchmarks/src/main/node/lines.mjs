// A child process of the benchmark: one line with a command comes on standard input, one with name=value pairs goes back.
import { createInterface } from 'node:readline'

const say = answer => console.log(Object.entries(answer).map(([name, value]) => `${name}=${value}`).join(' '))

/** Nanoseconds of the clock that Java's System.nanoTime shows, too. */
export const nowNs = () => process.hrtime.bigint()

/** Says that the process is ready, then carries out commands until standard input ends. */
export const serveLines = async (ready, commands) => {
  say(ready)
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, ...words] = line.split(' ')
    say(await commands[command](...words))
  }
  process.exit(0)
}

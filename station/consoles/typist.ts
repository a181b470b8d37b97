import { type Refusal, refusal } from '../../contract/errors.ts'
import type { SerialLine } from '../platform/serial-port.ts'

/** Types into one line: what several people type comes one after the other, never mixed. */
export type Typist = {
  /** Resolves when the driver has taken all of it. `pauseMs` is waited after each line of the text. */
  type(text: string, pauseMs: number, signal: AbortSignal): Promise<Refusal | null>
}

/** Somebody who does not read must not fill the station's memory. */
const mostWaiting = 2_000_000

/** `lineNow`: the open line, or null; it may be closed and opened again while text waits. */
export function createTypist(lineNow: () => SerialLine | null, name: () => string): Typist {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  async function typeNow(text: string, pauseMs: number, signal: AbortSignal) {
    // What was meant for a line that is gone is not typed into the one that comes after it.
    const line = lineNow()
    if (line === null) return closed(name())
    const pieces = pauseMs === 0 ? [text] : text.split(/(?<=\n|\r(?!\n))/)
    for (const piece of pieces) {
      if (signal.aborted) return null
      try {
        await line.write(Buffer.from(piece, 'utf8'))
      } catch {
        return closed(name()) // only an ended line rejects
      }
      if (pauseMs > 0) await pause(pauseMs, signal)
    }
    return null
  }
  return {
    type: async (text, pauseMs, signal) => {
      if (waiting + text.length > mostWaiting) {
        return refusal(
          'console-busy',
          `${name()} does not take what is typed: ${waiting} characters wait already. Its other end may hang; wait, or close the console.`,
        )
      }
      waiting += text.length
      const turn = last.then(() => typeNow(text, pauseMs, signal))
      last = turn
      try {
        return await turn
      } finally {
        waiting -= text.length
      }
    },
  }
}

/** The refusal for a line that is not open. */
export function closed(name: string): Refusal {
  return refusal(
    'console-closed',
    `Nothing was typed into ${name}, because it is not open. Open the console; while it is unplugged, plug it in.`,
  )
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}

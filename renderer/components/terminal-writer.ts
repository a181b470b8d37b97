import type { FrameTurns } from '../logic/frame-turns.ts'

/** The part of a terminal that takes text. */
export type TextSink = {
  write(text: string, done: () => void): void
  /** Forgets all that was written. */
  reset(): void
}

/** Gives text to a terminal no faster than it shows it, and no more in a frame than all terminals together can. */
export type TerminalWriter = {
  /** Begins anew with what was said before. */
  begin(text: string): void
  write(text: string): void
  /** Writes no more. */
  end(): void
}

/** More than a screen can show before the next: what is beyond is left out, oldest first. A station remembers half of it. */
const mostWaiting = 512 * 1024
/** Of one terminal in a frame. A new one begins with less: the first of a window measures each letter. */
const mostAtOnce = 16 * 1024
const mostAtFirst = 128
/** Of all terminals in a frame; a few milliseconds of work. */
export const frameCharacters = 64 * 1024

/** `onDropped` is told how many characters were left out. */
export function createTerminalWriter(
  sink: TextSink,
  turns: FrameTurns,
  onDropped: (characters: number) => void,
): TerminalWriter {
  let waiting = ''
  let isBusy = false
  let most = mostAtFirst
  let forget = (): void => undefined
  function next(): void {
    if (isBusy || waiting === '') return
    isBusy = true
    forget = turns.ask(giveText)
  }
  function giveText(): number {
    const text = waiting.slice(0, most)
    waiting = waiting.slice(text.length)
    sink.write(text, () => {
      isBusy = false
      next()
    })
    const cost = most < mostAtOnce ? frameCharacters / 2 : text.length
    most = Math.min(most * 2, mostAtOnce)
    return cost
  }
  return {
    begin: (text) => {
      sink.reset()
      waiting = text
      next()
    },
    write: (text) => {
      waiting += text
      if (waiting.length > mostWaiting) {
        onDropped(waiting.length - mostWaiting)
        waiting = waiting.slice(-mostWaiting)
      }
      next()
    },
    end: () => {
      waiting = ''
      forget()
    },
  }
}

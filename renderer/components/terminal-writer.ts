/** The part of a terminal that takes text. */
export type TextSink = { write(text: string, done: () => void): void }

/** Gives text to a terminal no faster than it shows it. */
export type TerminalWriter = {
  write(text: string): void
}

/** More than a screen can show before the next: what is beyond is left out, oldest first. */
const mostWaiting = 128 * 1024

/** `onDropped` is told how many characters were left out. */
export function createTerminalWriter(
  sink: TextSink,
  onDropped: (characters: number) => void,
): TerminalWriter {
  let waiting = ''
  let busy = false
  function next(): void {
    if (busy || waiting === '') return
    const text = waiting
    waiting = ''
    busy = true
    sink.write(text, () => {
      busy = false
      next()
    })
  }
  return {
    write: (text) => {
      waiting += text
      if (waiting.length > mostWaiting) {
        onDropped(waiting.length - mostWaiting)
        waiting = waiting.slice(-mostWaiting)
      }
      next()
    },
  }
}

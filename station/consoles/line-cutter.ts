/** Cuts a stream of text into lines. */
export type LineCutter = {
  /** The lines that this piece ends. */
  push(text: string): readonly string[]
  /** The line that has begun and not ended: a prompt, for example. */
  unfinished(): string
  /** Takes the unfinished line out. */
  takeUnfinished(): string
}

/** A longer line is cut: a binary file on the line must not become one line of megabytes. */
const longestLine = 4_096

/** ECMA-48: control sequences (CSI, OSC with its end, two-character escapes), which colour text and move the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are control sequences
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: only tab is kept
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g

export function createLineCutter(): LineCutter {
  let rest = ''
  return {
    push: (text) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      const finished = lines.flatMap(cutLong)
      if (rest.length > longestLine) {
        finished.push(...cutLong(rest))
        rest = ''
      }
      return finished.map(plainText)
    },
    unfinished: () => plainText(rest),
    takeUnfinished: () => {
      const line = plainText(rest)
      rest = ''
      return line
    },
  }
}

/** Text without colours, cursor movements and other control characters. */
export function plainText(line: string): string {
  return line.replaceAll(escapes, '').replaceAll(controls, '')
}

function cutLong(line: string): readonly string[] {
  if (line.length <= longestLine) return [line]
  const parts: string[] = []
  for (let start = 0; start < line.length; start += longestLine) {
    parts.push(line.slice(start, start + longestLine))
  }
  return parts
}

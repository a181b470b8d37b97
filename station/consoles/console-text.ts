import type { Console } from '../../contract/console.ts'
import { createLineCutter } from './line-cutter.ts'
import { createRecentOutput, type RecentOutput } from './recent-output.ts'
import { recognizeLine, recognizePrompt } from './recognize.ts'
import type { Transcript, TranscriptLine } from './transcript.ts'

type Finding = NonNullable<Console['finding']>

/** What comes from one line: bytes become text, lines for the transcript, and findings. */
export type ConsoleText = {
  readonly recent: RecentOutput
  take(bytes: Uint8Array): void
  /** The line was closed: what has begun is finished, so that the transcript holds it. */
  end(): void
  /** What stands behind the last line break, with the time when it began; null when nothing does. */
  unfinished(): TranscriptLine | null
}

/** So much of the last output is remembered for whoever looks next. */
const rememberedBytes = 256 * 1024
/** Pieces are small, so that a viewer who is behind can be given exactly as much as it can take. */
const pieceBytes = 4 * 1024
const longestFinding = 200

export function createConsoleText(options: {
  readonly transcript: Pick<Transcript, 'add'>
  readonly clock: () => number
  readonly onFinding: (finding: Finding) => void
}): ConsoleText {
  const { transcript, clock, onFinding } = options
  const recent = createRecentOutput(rememberedBytes)
  const cutter = createLineCutter()
  // Streaming: a character whose bytes come in two chunks is one character. What is not UTF-8 becomes U+FFFD.
  let decoder = new TextDecoder()
  let begunAt = clock()
  function takeLines(lines: readonly string[]): void {
    const at = clock()
    transcript.add(lines.map((text, index) => ({ at: index === 0 ? begunAt : at, text })))
    if (lines.length > 0) begunAt = at
    for (const text of lines) tell(recognizeLine(text), text)
  }
  function tell(kind: Finding['kind'] | null, text: string): void {
    if (kind !== null) onFinding({ kind, at: clock(), text: text.trim().slice(0, longestFinding) })
  }
  function takePiece(bytes: Uint8Array): void {
    const text = decoder.decode(bytes, { stream: true })
    recent.add(text, bytes.length)
    if (cutter.unfinished() === '') begunAt = clock()
    takeLines(cutter.push(text))
  }
  return {
    recent,
    take: (bytes) => {
      for (let start = 0; start < bytes.length; start += pieceBytes) {
        takePiece(bytes.subarray(start, start + pieceBytes))
      }
      const prompt = cutter.unfinished()
      tell(recognizePrompt(prompt), prompt)
    },
    end: () => {
      decoder = new TextDecoder()
      const rest = cutter.takeUnfinished()
      if (rest !== '') takeLines([rest])
    },
    unfinished: () => {
      const text = cutter.unfinished()
      return text === '' ? null : { at: begunAt, text }
    },
  }
}

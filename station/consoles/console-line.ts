import type { Console, ConsoleOutput } from '../../contract/console.ts'
import type { SerialLine, SerialPorts } from '../platform/serial-port.ts'
import { createConsoleText } from './console-text.ts'
import { createViewers } from './follow-output.ts'
import { openProblem } from './open-problem.ts'
import type { Transcript, TranscriptLine } from './transcript.ts'
import { createTypist, type Typist } from './typist.ts'

/** What is remembered of a line from one start of the station to the next. */
export type RememberedLine = Pick<Console, 'id' | 'name' | 'baud' | 'readOnly'> & {
  /** A person wants it open. */
  readonly wanted: boolean
}

/** One serial line: open or not, plugged in or not. */
export type ConsoleLine = {
  describe(): Console
  remember(): RememberedLine
  /** It is at this place now, or nowhere. Opens it when it is wanted. */
  plugged(place: { readonly path: string; readonly name: string } | null): Promise<void>
  open(): Promise<void>
  close(): Promise<void>
  setBaud(baud: number): Promise<void>
  setReadOnly(readOnly: boolean): void
  readonly type: Typist['type']
  follow(signal: AbortSignal): AsyncGenerator<ConsoleOutput, void, void>
  search(text: string, limit: number): Promise<readonly TranscriptLine[]>
  transcript(): Promise<string>
  /** Ends it; it stays wanted for the next start. */
  stop(): Promise<void>
}

export type ConsoleLineNeeds = {
  readonly ports: SerialPorts
  readonly transcript: Transcript
  readonly clock: () => number
  readonly onChanged: () => void
}

/** Beyond this the line is not read until the disk has caught up. */
const mostUnwritten = 4_000_000

export function createConsoleLine(given: RememberedLine, needs: ConsoleLineNeeds): ConsoleLine {
  const { ports, transcript, clock, onChanged } = needs
  const { id } = given
  let { name, baud, readOnly, wanted } = given
  let path: string | null = null
  let line: SerialLine | null = null
  let problem: { readonly code: string; readonly message: string } | null = null
  let finding: Console['finding'] = null
  const text = createConsoleText({
    transcript,
    clock,
    onFinding: (found) => {
      // A log that names one thing many times a second is told once.
      const isSame = finding?.kind === found.kind && found.at - finding.at < 1_000
      if (isSame) return
      finding = found
      onChanged()
    },
  })
  const viewers = createViewers(text.recent, onChanged)
  const typist = createTypist(
    () => line,
    () => name,
  )

  function take(from: () => SerialLine | null, bytes: Uint8Array): void {
    text.take(bytes)
    viewers.wake()
    const source = from()
    if (source === null || transcript.waiting() < mostUnwritten) return
    source.pause()
    transcript.flush().then(() => source.resume())
  }

  /** Opening, closing and plugging come one after the other: each waits for the one before. */
  let turn: Promise<void> = Promise.resolve()
  function inTurn(act: () => Promise<void>): Promise<void> {
    turn = turn.then(act).then(onChanged)
    return turn
  }

  async function openNow(): Promise<void> {
    if (!wanted || path === null || line !== null) return
    const place = path
    let opened: SerialLine | null = null
    try {
      opened = await ports.open(place, baud, {
        onData: (bytes) => take(() => opened, bytes),
        onEnd: () => lost(opened),
      })
      line = opened
      problem = null
    } catch (error) {
      problem = openProblem(place, error)
    }
  }

  function lost(which: SerialLine | null): void {
    inTurn(async () => {
      if (which === null || line !== which) return
      text.end()
      line = null
      path = null
      await which.close().catch(() => undefined) // it has ended already
    })
  }

  async function closeNow(): Promise<void> {
    const open = line
    line = null
    problem = null
    if (open === null) return
    await open.close().catch(() => undefined) // unplugged in this moment: closed as well
    text.end()
  }

  function state(): Console['state'] {
    if (line !== null) return { kind: 'open' }
    if (!wanted) return { kind: 'closed' }
    return problem === null ? { kind: 'waiting' } : { kind: 'failed', ...problem }
  }

  return {
    describe: () => ({
      id,
      name,
      path,
      baud,
      state: state(),
      viewers: viewers.count(),
      readOnly,
      finding,
    }),
    remember: () => ({ id, name, baud, readOnly, wanted }),
    plugged: (place) =>
      inTurn(async () => {
        const next = place?.path ?? null
        if (next !== path && line !== null) await closeNow()
        path = next
        // Another adapter may hang on the same USB port now.
        if (place === null) problem = null
        else name = place.name
        await openNow()
      }),
    open: () => {
      wanted = true
      return inTurn(openNow)
    },
    close: () => {
      wanted = false
      return inTurn(closeNow)
    },
    setBaud: (next) =>
      inTurn(async () => {
        baud = next
        if (line === null) return
        try {
          await line.setBaud(next)
        } catch (error) {
          await closeNow()
          problem = openProblem(path ?? name, error)
        }
      }),
    setReadOnly: (next) => {
      readOnly = next
      onChanged()
    },
    type: typist.type,
    follow: viewers.follow,
    search: async (wish, limit) => {
      const rest = text.unfinished()
      const isFound = rest?.text.toLowerCase().includes(wish.toLowerCase()) ?? false
      const found = await transcript.search(wish, limit)
      return (rest !== null && isFound ? [rest, ...found] : found).slice(0, limit)
    },
    transcript: async () => {
      const rest = text.unfinished()
      const kept = await transcript.text()
      return rest === null ? kept : `${kept}${new Date(rest.at).toISOString()}\t${rest.text}\n`
    },
    stop: async () => {
      await inTurn(closeNow)
      await transcript.flush()
    },
  }
}

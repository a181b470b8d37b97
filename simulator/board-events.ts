import type { BootFile } from './tftp-download.ts'

/** What happened to one board. Everything is plain data, so that it can cross a process border. */
export type BoardEvent =
  | { readonly kind: 'power-on' }
  /** `cut`: the power went by itself, as the board's faults say. */
  | { readonly kind: 'power-off'; readonly cause: 'asked' | 'cut' }
  | { readonly kind: 'discover'; readonly attempt: number }
  | { readonly kind: 'offer'; readonly server: string; readonly netboot: boolean }
  | { readonly kind: 'address'; readonly address: string; readonly server: string }
  /** The board asked for a boot file. `probe`: it only looked whether it is there. */
  | {
      readonly kind: 'boot-file'
      readonly name: string
      readonly result: 'read' | 'probe' | 'missing' | 'failed'
      readonly bytes: number
      readonly crc32?: BootFile['crc32']
    }
  | {
      readonly kind: 'kernel'
      readonly kernelName: string
      readonly kernelBytes: number
      readonly initramfsBytes: number
      readonly commandLine: string
      readonly hasPublicKey: boolean
    }
  | { readonly kind: 'network-boot-failed'; readonly reason: string }
  | { readonly kind: 'agent-started'; readonly process: number }
  | { readonly kind: 'agent-line'; readonly line: string }
  | { readonly kind: 'agent-ended'; readonly code: number | null }
  /** The board was told to restart and begins again with its boot ROM. */
  | { readonly kind: 'restarting' }
  /** It was told to switch itself off. */
  | { readonly kind: 'halted' }
  /** It stopped doing anything, as its faults say. */
  | { readonly kind: 'vanished'; readonly stage: VanishStage }
  | { readonly kind: 'no-local-system' }
  | { readonly kind: 'booted-local' }
  /** The simulator itself could not go on: not something that a board does. */
  | { readonly kind: 'broken'; readonly reason: string }

export type BoardEventKind = BoardEvent['kind']
export type BoardEventOf<Kind extends BoardEventKind> = Extract<BoardEvent, { kind: Kind }>

/** When a board that shall vanish stops answering. */
export type VanishStage = 'address' | 'boot-files' | 'transfer' | 'agent'

export interface BoardEventLog {
  add(event: BoardEvent): void
  /** The latest events, oldest first; at most 5000. */
  history(): readonly BoardEvent[]
  /** Calls for each event from now on, until the function that it returns is called. */
  subscribe(listener: (event: BoardEvent) => void): () => void
  /**
   * The next event of this kind after the one that the last call of waitFor gave, whether it has already come or not.
   * @throws Error that names the last events, when none comes within `milliseconds`.
   */
  waitFor<Kind extends BoardEventKind>(
    kind: Kind,
    milliseconds: number,
  ): Promise<BoardEventOf<Kind>>
}

const keptEvents = 5000

export function createBoardEventLog(boardName: string): BoardEventLog {
  const events: BoardEvent[] = []
  const listeners = new Set<(event: BoardEvent) => void>()
  let forgotten = 0
  let cursor = 0

  function subscribe(listener: (event: BoardEvent) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function take<Kind extends BoardEventKind>(kind: Kind): BoardEventOf<Kind> | undefined {
    for (let at = Math.max(cursor - forgotten, 0); at < events.length; at += 1) {
      const event = events[at]
      if (event === undefined || !isKind(event, kind)) continue
      cursor = forgotten + at + 1
      return event
    }
    return undefined
  }

  return {
    add(event) {
      events.push(event)
      if (events.length > keptEvents) {
        events.shift()
        forgotten += 1
      }
      for (const listener of [...listeners]) listener(event)
    },
    history: () => events,
    subscribe,
    waitFor(kind, milliseconds) {
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          const event = take(kind)
          if (event === undefined) return
          clearTimeout(timer)
          unsubscribe()
          resolve(event)
        }
        const timer = setTimeout(() => {
          unsubscribe()
          reject(new Error(lateness(boardName, kind, milliseconds, events)))
        }, milliseconds)
        const unsubscribe = subscribe(finish)
        finish()
      })
    },
  }
}

function isKind<Kind extends BoardEventKind>(
  event: BoardEvent,
  kind: Kind,
): event is BoardEventOf<Kind> {
  return event.kind === kind
}

function lateness(
  boardName: string,
  kind: string,
  milliseconds: number,
  events: readonly BoardEvent[],
): string {
  const last = events.slice(-12).map((event) => JSON.stringify(event))
  const story = last.length === 0 ? 'nothing at all' : `\n  ${last.join('\n  ')}`
  return `${boardName}: no '${kind}' within ${milliseconds} ms. What happened last: ${story}`
}

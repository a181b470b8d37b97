import type { Board } from '../../contract/board.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import type { TimelineEntry } from '../../contract/timeline.ts'
import { type BoardPast, stageEntry, timelineActs, timelineJobs, timelineOf } from './timeline.ts'

type StageEvent = Omit<TimelineEntry, 'jobId'> & { readonly boardId: string }

/** The past of each board, and the photo of its label. */
export type BoardHistory = {
  /** The board has reached another stage. */
  noteStage(board: Board): void
  /** Writes down what was noted; throws when it can't, and then keeps it for the next time. */
  flush(): void
  timeline(boardId: string): TimelineEntry[]
  photo(boardId: string): Uint8Array | null
  /** Durable when it returns null. */
  setPhoto(boardId: string, jpeg: Uint8Array | null): Refusal | null
  forget(boardId: string): void
}

export type BoardHistoryOptions = {
  readonly records: {
    appendEvents(events: readonly StageEvent[]): void
    eventsOf(boardId: string): StageEvent[]
    photoOf(boardId: string): Uint8Array | null
    setPhoto(boardId: string, jpeg: Uint8Array | null): void
    remove(boardId: string): void
  }
  readonly jobsOf: (boardId: string, limit: number) => Job[]
  readonly actsOn: (boardId: string, limit: number) => BoardPast['acts']
}

/** Stages that are kept in memory while the disk is full; older ones are lost then. */
const mostPending = 10_000

/** Stages come in bursts while boards start, so they are written together, by the owner's `flush`. */
export function createBoardHistory({ records, jobsOf, actsOn }: BoardHistoryOptions): BoardHistory {
  let pending: StageEvent[] = []
  const of = (boardId: string): StageEvent[] => pending.filter((event) => event.boardId === boardId)
  return {
    noteStage: (board) => {
      pending.push({ boardId: board.id, ...stageEntry(board) })
      if (pending.length > mostPending) pending.shift()
    },
    flush: () => {
      if (pending.length === 0) return
      records.appendEvents(pending)
      pending = []
    },
    timeline: (boardId) =>
      timelineOf({
        stages: [...records.eventsOf(boardId), ...of(boardId)].map(({ at, code, detail }) => ({
          at,
          code,
          detail,
        })),
        jobs: jobsOf(boardId, timelineJobs),
        acts: actsOn(boardId, timelineActs),
      }),
    photo: records.photoOf,
    setPhoto: (boardId, jpeg) => {
      try {
        records.setPhoto(boardId, jpeg)
        return null
      } catch (error) {
        return refusal(
          'photo-not-stored',
          `The photo could not be stored (${error instanceof Error ? error.message : String(error)}), so all is as before. Free space on the disk of the station, then try again.`,
        )
      }
    },
    forget: (boardId) => {
      pending = pending.filter((event) => event.boardId !== boardId)
      records.remove(boardId)
    },
  }
}

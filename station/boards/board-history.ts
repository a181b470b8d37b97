import type { Board } from '../../contract/board.ts'
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
  setPhoto(boardId: string, jpeg: Uint8Array | null): void
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
    setPhoto: records.setPhoto,
    forget: (boardId) => {
      pending = pending.filter((event) => event.boardId !== boardId)
      records.remove(boardId)
    },
  }
}

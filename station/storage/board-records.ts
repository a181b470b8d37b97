import type { TimelineCode } from '../../contract/timeline.ts'
import { timelineCodeSchema } from '../../contract/timeline.ts'
import type { Database } from './database.ts'

/** Something that happened to a board, as it is kept. */
export type BoardEvent = {
  readonly boardId: string
  readonly at: number
  readonly code: TimelineCode
  readonly detail: string
}

/** What is kept of a board besides the board itself. */
export type BoardRecords = {
  /** Appends all of them or, when it throws, none. The newest 500 of each board are kept. */
  appendEvents(events: readonly BoardEvent[]): void
  /** Oldest first. */
  eventsOf(boardId: string): BoardEvent[]
  /** The photo of its label as JPEG, or null. */
  photoOf(boardId: string): Uint8Array | null
  setPhoto(boardId: string, jpeg: Uint8Array | null): void
  /** Removes all of this of a board. */
  remove(boardId: string): void
}

const keptEvents = 500

export function openBoardRecords(database: Database): BoardRecords {
  return {
    appendEvents: (events) =>
      database.transaction(() => {
        for (const { boardId, at, code, detail } of events) {
          database.run(
            'INSERT INTO board_events (board_id, at, code, detail) VALUES (?, ?, ?, ?)',
            boardId,
            at,
            code,
            detail,
          )
        }
        for (const boardId of new Set(events.map((event) => event.boardId))) {
          database.run(
            `DELETE FROM board_events WHERE board_id = ?1 AND seq <=
               (SELECT seq FROM board_events WHERE board_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)`,
            boardId,
            keptEvents,
          )
        }
      }),
    eventsOf: (boardId) =>
      database
        .all('SELECT at, code, detail FROM board_events WHERE board_id = ? ORDER BY seq', boardId)
        .flatMap((row) => {
          // A newer Bootbench may have written codes that this one does not know.
          const code = timelineCodeSchema.safeParse(row.code)
          return code.success
            ? [{ boardId, at: Number(row.at), code: code.data, detail: String(row.detail) }]
            : []
        }),
    photoOf: (boardId) => {
      const [row] = database.all('SELECT jpeg FROM board_photos WHERE board_id = ?', boardId)
      return row?.jpeg instanceof Uint8Array ? row.jpeg : null
    },
    setPhoto: (boardId, jpeg) =>
      jpeg === null
        ? database.run('DELETE FROM board_photos WHERE board_id = ?', boardId)
        : database.run(
            'INSERT INTO board_photos (board_id, jpeg) VALUES (?, ?) ON CONFLICT (board_id) DO UPDATE SET jpeg = excluded.jpeg',
            boardId,
            jpeg,
          ),
    remove: (boardId) =>
      database.transaction(() => {
        database.run('DELETE FROM board_events WHERE board_id = ?', boardId)
        database.run('DELETE FROM board_photos WHERE board_id = ?', boardId)
      }),
  }
}

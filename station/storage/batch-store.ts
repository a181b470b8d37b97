import { type Batch, batchSchema } from '../../contract/batch.ts'
import type { Database } from './database.ts'

export type BatchStore = {
  /** The newest batch that was not dismissed; null when there is none. */
  load(): Batch | null
  save(batch: Batch): void
  dismiss(id: string): void
}

/** Keeps batches in the database; dismissed ones stay, as part of the history. */
export function openBatchStore(database: Database, log: (message: string) => void): BatchStore {
  return {
    load: () => {
      const [row] = database.all(
        'SELECT id, body FROM batches WHERE dismissed = 0 ORDER BY started_at DESC LIMIT 1',
      )
      if (row === undefined) return null
      const parsed = batchSchema.safeParse(JSON.parse(String(row.body)))
      if (parsed.success) return parsed.data
      log(`storage: batch ${String(row.id)} could not be read and is left alone`)
      return null
    },
    save: (batch) =>
      database.transaction(() => {
        // The screen has room for one: a new batch takes the place of those that have ended. Not of newer ones: this write may be
        // one that had to wait for a full disk.
        database.run(
          'UPDATE batches SET dismissed = 1 WHERE id <> ? AND started_at <= ?',
          batch.id,
          batch.startedAt,
        )
        database.run(
          `INSERT INTO batches (id, started_at, dismissed, body) VALUES (?, ?, 0, ?)
           ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
          batch.id,
          batch.startedAt,
          JSON.stringify(batch),
        )
      }),
    dismiss: (id) => database.run('UPDATE batches SET dismissed = 1 WHERE id = ?', id),
  }
}

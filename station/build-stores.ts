import { boardSchema } from '../contract/board.ts'
import type { RegistryOptions } from './boards/registry.ts'
import type { JobsOptions } from './provisioning/jobs.ts'
import type { Database } from './storage/database.ts'
import { openDocuments } from './storage/documents.ts'
import { openJobStore } from './storage/job-store.ts'
import type { RetryingWriter } from './storage/retrying-writer.ts'

/**
 * Boards and jobs in the database. What only records what has happened is written again later when the disk is full; arming a job is not:
 * it must be kept before a board hears of it.
 */
export function buildStores(
  database: Database,
  writer: RetryingWriter,
  log: (message: string) => void,
): { readonly boards: RegistryOptions['store']; readonly jobs: JobsOptions['store'] } {
  const boards = openDocuments({
    database,
    table: 'boards',
    schema: boardSchema,
    keyOf: (board) => board.id,
    log,
  })
  const jobs = openJobStore(database, log)
  return {
    boards: {
      load: boards.load,
      save: (board) => writer.write(`board ${board.id}`, () => boards.save(board)),
      remove: (id) => writer.write(`board ${id}`, () => boards.remove(id)),
    },
    jobs: {
      ...jobs,
      save: (job) => {
        jobs.save(job)
        writer.forget(`job ${job.id}`)
      },
      saveLater: (job) => writer.write(`job ${job.id}`, () => jobs.save(job)),
      appendLog: (id, at, text) =>
        writer.write(`log ${id} ${at}`, () => jobs.appendLog(id, at, text)),
    },
  }
}

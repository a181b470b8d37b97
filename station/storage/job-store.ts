import { type Job, jobSchema } from '../../contract/job.ts'
import type { Database } from './database.ts'

/** Where jobs and their logs are kept. */
export type JobStore = {
  load(): Job[]
  save(job: Job): void
  appendLog(jobId: string, at: number, text: string): void
  /** The job's log, oldest first, at most the last `limit` entries. */
  readLog(jobId: string, limit: number): { at: number; text: string }[]
}

/** Keeps jobs in the database. Finished jobs stay: they are the history of each board. */
export function openJobStore(database: Database, log: (message: string) => void): JobStore {
  return {
    load: () =>
      database.all('SELECT id, body FROM jobs ORDER BY created_at').flatMap((row) => {
        const parsed = jobSchema.safeParse(JSON.parse(String(row.body)))
        if (parsed.success) return [parsed.data]
        log(`storage: job ${String(row.id)} could not be read and is left alone`)
        return []
      }),
    save: (job) =>
      database.run(
        `INSERT INTO jobs (id, board_id, created_at, body) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
        job.id,
        job.boardId,
        job.createdAt,
        JSON.stringify(job),
      ),
    appendLog: (jobId, at, text) =>
      database.run('INSERT INTO job_log (job_id, at, text) VALUES (?, ?, ?)', jobId, at, text),
    readLog: (jobId, limit) =>
      database
        .all(
          'SELECT at, text FROM job_log WHERE job_id = ? ORDER BY seq DESC LIMIT ?',
          jobId,
          limit,
        )
        .map((row) => ({ at: Number(row.at), text: String(row.text) }))
        .reverse(),
  }
}

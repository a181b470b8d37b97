import { type Job, type JobPage, type JobSearch, jobSchema } from '../../contract/job.ts'
import { type Database, fold, type Row } from './database.ts'
import { pagesOfJobs, searchJobs } from './job-search.ts'

/** Where jobs and their logs are kept. */
export type JobStore = {
  /** What a station needs at hand: the open jobs, the newest of each known board, and the newest `newest`; oldest first. */
  load(newest: number): Job[]
  get(id: string): Job | undefined
  /** Newest first. Jobs of one instant are never parted, so a page may be longer than its limit by those. */
  search(search: JobSearch): JobPage
  /** All that a search finds, newest first, a page of at most about `limit` at a time. */
  pages(search: JobSearch): Iterable<Job[]>
  /** The newest `limit` jobs of a board, newest first. */
  ofBoard(boardId: string, limit: number): Job[]
  save(job: Job): void
  appendLog(jobId: string, at: number, text: string): void
  /** The job's log, oldest first, at most the last `limit` entries. */
  readLog(jobId: string, limit: number): { at: number; text: string }[]
}

/** Keeps jobs in the database. Finished jobs stay: they are the history of each board, also of one that was forgotten. */
export function openJobStore(database: Database, log: (message: string) => void): JobStore {
  const read = (row: Row): Job[] => {
    const parsed = jobSchema.safeParse(JSON.parse(String(row.body)))
    if (parsed.success) return [parsed.data]
    log(`storage: job ${String(row.id)} could not be read and is left alone`)
    return []
  }
  return {
    load: (newest) => database.all(loadSql, newest).flatMap(read),
    get: (id) => database.all('SELECT id, body FROM jobs WHERE id = ?', id).flatMap(read)[0],
    search: (search) => searchJobs(database, search, read),
    pages: (search) => pagesOfJobs(database, search, read),
    ofBoard: (boardId, limit) =>
      database
        .all(
          'SELECT id, body FROM jobs WHERE board_id = ? ORDER BY created_at DESC LIMIT ?',
          boardId,
          limit,
        )
        .flatMap(read),
    save: (job) =>
      database.run(
        `INSERT INTO jobs (id, board_id, created_at, kind, state, search_text, body) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, search_text = excluded.search_text, body = excluded.body`,
        job.id,
        job.boardId,
        job.createdAt,
        job.kind,
        stateOf(job),
        searchText(job),
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

const loadSql = `
  SELECT id, body FROM jobs WHERE
    id IN (SELECT id FROM jobs WHERE state = 'open')
    OR id IN (SELECT id FROM jobs ORDER BY created_at DESC LIMIT ?)
    OR id IN (SELECT (SELECT id FROM jobs WHERE board_id = boards.id ORDER BY created_at DESC LIMIT 1) FROM boards)
  ORDER BY created_at`

function stateOf(job: Job): JobSearch['states'][number] {
  switch (job.state.kind) {
    case 'done':
    case 'unverified':
    case 'failed':
    case 'cancelled':
      return job.state.kind
    default:
      return 'open'
  }
}

/** All that a search by text looks at; also made by the second migration. */
function searchText(job: Job): string {
  const { boardSerial, boardLabel, imageName, note, id } = job
  return fold(
    [...(boardSerial === null ? [] : [boardSerial]), boardLabel, imageName, note, id].join('\n'),
  )
}

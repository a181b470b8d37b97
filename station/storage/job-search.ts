import type { SQLInputValue } from 'node:sqlite'
import type { Job, JobPage, JobSearch } from '../../contract/job.ts'
import { type Database, fold, type Row } from './database.ts'

/** A WHERE clause, in parts that must all hold, with the value of each part's `?`. */
type Condition = readonly (readonly [sql: string, value: SQLInputValue])[]

/**
 * One page of the history, newest first. Every clause is answered by the index `jobs_for_search`, or `jobs_by_image` for the jobs
 * of one image; documents are only read for the page itself. Jobs of one instant are never parted, so a page may be longer than its limit by those.
 */
export function searchJobs(
  database: Database,
  search: JobSearch,
  read: (row: Row) => Job[],
): JobPage {
  const { rows, next } = pageOf(database, search)
  const isWhole = search.before === null && next === null
  return {
    jobs: rows.flatMap(read),
    total: isWhole ? rows.length : count(database, conditionOf(search)),
    next,
  }
}

/** All that a search finds, a page at a time; `before` is ignored. Each page is read when it is asked for. */
export function* pagesOfJobs(
  database: Database,
  search: JobSearch,
  read: (row: Row) => Job[],
): Generator<Job[]> {
  for (let before: number | null = null; ; ) {
    const page: Page = pageOf(database, { ...search, before })
    yield page.rows.flatMap(read)
    before = page.next
    if (before === null) return
  }
}

type Page = { readonly rows: readonly Row[]; readonly next: number | null }

function pageOf(database: Database, search: JobSearch): Page {
  const all = conditionOf(search)
  const older: Condition =
    search.before === null ? all : [...all, ['created_at < ?', search.before]]
  const rows = select(database, older, search.limit + 1)
  if (rows.length <= search.limit) return { rows, next: null }
  const end = Number(rows[search.limit - 1]?.created_at)
  if (rows[search.limit]?.created_at !== end) return { rows: rows.slice(0, -1), next: end }
  const whole = select(database, [...older, ['created_at >= ?', end]], -1)
  const isLast = select(database, [...all, ['created_at < ?', end]], 1).length === 0
  return { rows: whole, next: isLast ? null : end }
}

function conditionOf({ text, kind, states, boardId, imageId }: JobSearch): Condition {
  const words = fold(text).split(/\s+/).filter(Boolean)
  return [
    ...(kind === null ? [] : [['kind = ?', kind] as const]),
    ...(boardId === null ? [] : [['board_id = ?', boardId] as const]),
    ...(imageId === undefined ? [] : [['image_id = ?', imageId] as const]),
    ...(states.length === 0
      ? []
      : [['state IN (SELECT value FROM json_each(?))', JSON.stringify(states)] as const]),
    ...words.map((word) => ['instr(search_text, ?) > 0', word] as const),
  ]
}

/** `limit` -1: all. */
function select(database: Database, condition: Condition, limit: number): Row[] {
  return database.all(
    `SELECT id, created_at, body FROM jobs ${where(condition)} ORDER BY created_at DESC LIMIT ?`,
    ...values(condition),
    limit,
  )
}

function count(database: Database, condition: Condition): number {
  const [row] = database.all(
    `SELECT count(*) AS count FROM jobs ${where(condition)}`,
    ...values(condition),
  )
  return Number(row?.count ?? 0)
}

function where(condition: Condition): string {
  return condition.length === 0 ? '' : `WHERE ${condition.map(([sql]) => sql).join(' AND ')}`
}

function values(condition: Condition): SQLInputValue[] {
  return condition.map(([, value]) => value)
}

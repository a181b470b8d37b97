import { setImmediate } from 'node:timers/promises'
import { isOpen, type Job } from '../../contract/job.ts'

/** The columns of the history as a table, in their order. Times are ISO 8601 in UTC, sizes in bytes. */
const columns: readonly (readonly [heading: string, cell: (job: Job) => string | number | null])[] =
  [
    ['job', (job) => job.id],
    ['kind', (job) => job.kind],
    ['state', (job) => job.state.kind],
    ['serial', (job) => job.boardSerial],
    ['board', (job) => job.boardLabel],
    ['model', (job) => job.boardModel],
    ['board_id', (job) => job.boardId],
    ['image', (job) => job.imageName],
    ['image_id', (job) => job.imageId],
    ['storage', (job) => job.target.path],
    ['storage_bytes', (job) => job.target.sizeBytes],
    ['card_identity', (job) => job.target.cid],
    ['armed_at', (job) => time(job.createdAt)],
    ['started_at', (job) => time(job.startedAt)],
    ['finished_at', (job) => time(finishedAt(job))],
    ['seconds', seconds],
    ['attempts', (job) => job.attempts],
    ['verified_bytes', (job) => (job.state.kind === 'done' ? job.state.verifiedBytes : null)],
    ['batch_id', (job) => job.batchId],
    ['failure', (job) => (job.state.kind === 'failed' ? job.state.code : null)],
    ['message', (job) => (job.state.kind === 'failed' ? job.state.message : null)],
    ['note', (job) => job.note],
  ]

/**
 * Jobs as a table (RFC 4180) or as a JSON array of contract/job.ts. Between the pages others
 * get their turn: a history of years must not hold up the boards.
 */
export async function exportJobs(
  pages: Iterable<readonly Job[]>,
  format: 'csv' | 'json',
): Promise<string> {
  const pieces: string[] = []
  for (const page of pages) {
    pieces.push(...page.map(format === 'csv' ? jobTableLine : (job) => JSON.stringify(job)))
    await setImmediate()
  }
  return format === 'csv' ? jobTableHeading + pieces.join('') : `[\n${pieces.join(',\n')}\n]\n`
}

/** The first line of the table, with its line end. */
export const jobTableHeading = line(columns.map(([heading]) => heading))

/** One job as a line of comma-separated values, with its line end. RFC 4180 section 2. */
export function jobTableLine(job: Job): string {
  return line(columns.map(([, cell]) => cell(job) ?? ''))
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

/**
 * RFC 4180: cells with quotation marks, commas or line ends are quoted. Text that a spreadsheet would take for a formula gets an
 * apostrophe before it: names and notes may come from anyone who can reach a board (OWASP, "CSV injection").
 */
function quoted(cell: string | number): string {
  const text = typeof cell === 'number' || !/^[=+\-@\t\r]/.test(cell) ? String(cell) : `'${cell}`
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function finishedAt({ state }: Job): number | null {
  return 'finishedAt' in state ? state.finishedAt : null
}

function seconds(job: Job): number | null {
  const end = finishedAt(job)
  return isOpen(job) || end === null || job.startedAt === null
    ? null
    : Math.round((end - job.startedAt) / 100) / 10
}

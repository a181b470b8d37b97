import { create } from 'zustand'
import type { Board } from '../../contract/board.ts'
import { assertNever } from '../../contract/errors.ts'
import type { Image, ImageImport } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import type { Snapshot, StationEvent, Status } from '../../contract/station-event.ts'

/** What the station told us, and nothing of our own. `status` is null until the first snapshot. */
export type Mirror = {
  readonly status: Status | null
  readonly boards: ReadonlyMap<string, Board>
  /** Those that stand on the bench: all but the drives of the station's computer, which are boards for their jobs only. */
  readonly benchBoards: ReadonlyMap<string, Board>
  readonly jobs: ReadonlyMap<string, Job>
  readonly images: ReadonlyMap<string, Image>
  readonly imports: ReadonlyMap<string, ImageImport>
  /** The newest job of each board that ever had one, by board id. */
  readonly newestJobs: ReadonlyMap<string, Job>
}

export const emptyMirror: Mirror = {
  status: null,
  boards: new Map(),
  benchBoards: new Map(),
  jobs: new Map(),
  images: new Map(),
  imports: new Map(),
  newestJobs: new Map(),
}

export const useMirror = create<Mirror>(() => emptyMirror)

/** The mirror after these events, in order. Each table is copied at most once; untouched things stay identical. */
export function applyEvents(mirror: Mirror, events: readonly StationEvent[]): Mirror {
  const draft: Draft = {
    status: mirror.status,
    boards: new TableDraft(mirror.boards),
    jobs: new TableDraft(mirror.jobs),
    images: new TableDraft(mirror.images),
    imports: new TableDraft(mirror.imports),
  }
  for (const event of events) applyEvent(draft, event)
  const jobs = draft.jobs.rows
  return {
    status: draft.status,
    boards: draft.boards.rows,
    benchBoards: benchBoardsAfter(mirror, draft.boards.rows),
    jobs,
    images: draft.images.rows,
    imports: draft.imports.rows,
    newestJobs: newestJobsAfter(mirror, draft.jobs),
  }
}

/** The very same table while no drive is in it. */
function benchBoardsAfter(before: Mirror, boards: ReadonlyMap<string, Board>): Mirror['boards'] {
  if (boards === before.boards) return before.benchBoards
  const all = [...boards]
  const onBench = all.filter(([, { link }]) => link !== 'drive')
  return onBench.length === all.length ? boards : new Map(onBench)
}

type Draft = {
  status: Status | null
  readonly boards: TableDraft<Board>
  readonly jobs: TableDraft<Job>
  readonly images: TableDraft<Image>
  readonly imports: TableDraft<ImageImport>
}

function applyEvent(draft: Draft, event: StationEvent): void {
  switch (event.kind) {
    case 'snapshot':
      replaceAll(draft, event.snapshot)
      break
    case 'statusChanged':
      draft.status = event.status
      break
    case 'boardChanged':
      draft.boards.put(event.board)
      break
    case 'boardForgotten':
      draft.boards.remove(event.id)
      break
    case 'jobChanged':
      draft.jobs.put(event.job)
      break
    case 'jobForgotten':
      draft.jobs.remove(event.id)
      break
    case 'imageChanged':
      draft.images.put(event.image)
      break
    case 'imageRemoved':
      draft.images.remove(event.id)
      break
    case 'importChanged':
      draft.imports.put(event.import)
      break
    default:
      assertNever(event)
  }
}

function replaceAll(draft: Draft, snapshot: Snapshot): void {
  draft.status = snapshot.status
  draft.boards.replace(snapshot.boards)
  draft.jobs.replace(snapshot.jobs)
  draft.images.replace(snapshot.images)
  draft.imports.replace(snapshot.imports)
}

/** A table being changed for the time of one `applyEvents`: copied at the first change. */
class TableDraft<Row extends { readonly id: string }> {
  readonly #before: ReadonlyMap<string, Row>
  #copy: Map<string, Row> | null = null
  /** The rows that were put or removed one by one. */
  readonly touched = new Set<string>()
  replaced = false

  constructor(before: ReadonlyMap<string, Row>) {
    this.#before = before
  }

  get rows(): ReadonlyMap<string, Row> {
    return this.#copy ?? this.#before
  }

  put(row: Row): void {
    this.touched.add(row.id)
    this.#changeable().set(row.id, row)
  }

  remove(id: string): void {
    this.touched.add(id)
    this.#changeable().delete(id)
  }

  replace(rows: readonly Row[]): void {
    this.replaced = true
    this.#copy = new Map(rows.map((row) => [row.id, row]))
  }

  #changeable(): Map<string, Row> {
    this.#copy ??= new Map(this.#before)
    return this.#copy
  }
}

/** Only the boards whose jobs changed are looked at again: a bench of thousands changes ten times a second. */
function newestJobsAfter(before: Mirror, jobs: TableDraft<Job>): ReadonlyMap<string, Job> {
  if (jobs.rows === before.jobs) return before.newestJobs
  if (jobs.replaced) return newestByBoard(jobs.rows.values())
  const newest = new Map(before.newestJobs)
  for (const id of jobs.touched) {
    const job = jobs.rows.get(id)
    if (job) keepNewer(newest, job)
    else takeAway(newest, id, jobs.rows)
  }
  return newest
}

function newestByBoard(jobs: Iterable<Job>): Map<string, Job> {
  const newest = new Map<string, Job>()
  for (const job of jobs) keepNewer(newest, job)
  return newest
}

function keepNewer(newest: Map<string, Job>, job: Job): void {
  const other = newest.get(job.boardId)
  if (!other || job.createdAt >= other.createdAt) newest.set(job.boardId, job)
}

function takeAway(newest: Map<string, Job>, id: string, jobs: ReadonlyMap<string, Job>): void {
  for (const [boardId, job] of newest) {
    if (job.id !== id) continue
    newest.delete(boardId)
    for (const other of jobs.values()) if (other.boardId === boardId) keepNewer(newest, other)
  }
}

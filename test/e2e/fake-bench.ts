import type { Board, BootStage } from '../../contract/board.ts'
import type { Image, ImageImport } from '../../contract/image.ts'
import { isOpen, type Job, type JobPhase, type JobProgress } from '../../contract/job.ts'
import type { Snapshot, StationEvent, Status } from '../../contract/station-event.ts'
import { fakeBoard, fakeImage, fakeImages } from './fake-data.ts'

export type FakeBenchOptions = {
  readonly boards: number
  readonly images: number
  /** All boards are ready at the start, instead of a mix of every stage. */
  readonly allReady: boolean
  /** Bytes a second of a job. */
  readonly rate: number
}

const phases = {
  deploy: ['checking', 'erasing', 'writing', 'verifying', 'finishing'],
  backup: ['checking', 'reading', 'uploading', 'sealing'],
} as const satisfies Record<Job['kind'], readonly JobPhase[]>

const tickLength = 100

/** The state of a station that is not there: boards, jobs that make progress, imports. The first deploy to the last
 * board fails, so that errors and retry can be seen. */
export class FakeBench {
  readonly boards = new Map<string, Board>()
  readonly jobs = new Map<string, Job>()
  readonly images = new Map<string, Image>()
  readonly imports = new Map<string, ImageImport>()
  status: Status
  readonly #options: FakeBenchOptions
  readonly #listeners = new Set<(event: StationEvent) => void>()
  #timer: ReturnType<typeof setInterval> | undefined
  #lastId = 0

  constructor(options: FakeBenchOptions) {
    this.#options = options
    const now = Date.now()
    this.status = {
      version: '0.1.0',
      startedAt: now,
      serving: {
        kind: 'serving',
        interfaceName: 'enp3s0',
        address: '10.47.0.1',
        boardUrl: 'http://10.47.0.1:8480',
        dhcp: 'server',
      },
      warnings: [],
      simulated: true,
    }
    for (const image of fakeImages(now).slice(0, options.images)) this.images.set(image.id, image)
    for (let index = 0; index < options.boards; index += 1) {
      const board = fakeBoard(
        index,
        options.allReady ? { kind: 'ready', since: now - 9000 } : mixedStage(index, now),
      )
      this.boards.set(board.id, board)
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), tickLength)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  listen(listener: (event: StationEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot(): Snapshot {
    return {
      status: this.status,
      boards: [...this.boards.values()],
      jobs: [...this.jobs.values()],
      images: [...this.images.values()],
      imports: [...this.imports.values()],
    }
  }

  setStatus(status: Status): void {
    this.status = status
    this.#emit({ kind: 'statusChanged', status })
  }

  setBoard(board: Board): Board {
    this.boards.set(board.id, board)
    this.#emit({ kind: 'boardChanged', board })
    return board
  }

  setStage(boardId: string, stage: BootStage): void {
    const board = this.boards.get(boardId)
    if (board) this.setBoard({ ...board, stage, lastSeenAt: stage.since })
  }

  setJob(job: Job): Job {
    this.jobs.set(job.id, job)
    this.#emit({ kind: 'jobChanged', job })
    return job
  }

  setImage(image: Image): Image {
    this.images.set(image.id, image)
    this.#emit({ kind: 'imageChanged', image })
    return image
  }

  setImport(value: ImageImport): ImageImport {
    this.imports.set(value.id, value)
    this.#emit({ kind: 'importChanged', import: value })
    return value
  }

  forgetBoard(id: string): void {
    this.boards.delete(id)
    this.#emit({ kind: 'boardForgotten', id })
  }

  removeImage(id: string): void {
    this.images.delete(id)
    this.#emit({ kind: 'imageRemoved', id })
  }

  addJob(values: Pick<Job, 'kind' | 'boardId' | 'imageId' | 'imageName' | 'target'>): Job {
    const board = this.boards.get(values.boardId)
    return this.setJob({
      ...values,
      id: this.newId('job'),
      boardLabel: board?.name ?? board?.serial ?? values.boardId,
      state: { kind: 'armed' },
      createdAt: Date.now(),
      startedAt: null,
      attempts: 0,
    })
  }

  newId(kind: string): string {
    this.#lastId += 1
    return `${kind}-${this.#lastId}-${Date.now()}`
  }

  #emit(event: StationEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #tick(): void {
    for (const job of this.jobs.values()) if (isOpen(job)) this.#advanceJob(job)
    for (const value of this.imports.values()) this.#advanceImport(value)
  }

  #advanceJob(job: Job): void {
    const { state } = job
    if (state.kind === 'cancelling') {
      this.setJob({ ...job, state: { kind: 'cancelled', finishedAt: Date.now() } })
    } else if (state.kind === 'armed' && this.boards.get(job.boardId)?.stage.kind === 'ready') {
      this.setJob({
        ...job,
        startedAt: Date.now(),
        attempts: 1,
        state: { kind: 'running', progress: this.#progress(job, 'checking') },
      })
    } else if (state.kind === 'running') {
      this.#advanceProgress(job, state.progress)
    }
  }

  #progress(job: Job, phase: JobPhase): JobProgress {
    const image = job.imageId ? this.images.get(job.imageId) : undefined
    const long = ['writing', 'verifying', 'reading', 'uploading'].includes(phase)
    const bytesTotal = (image?.dataBytes ?? 1_200_000_000) / (long ? 1 : 8)
    return { phase, bytesDone: 0, bytesTotal, bytesPerSecond: 0, secondsLeft: null }
  }

  #advanceProgress(job: Job, progress: JobProgress): void {
    const step = this.#options.rate * (tickLength / 1000) * (0.8 + Math.random() * 0.4)
    const bytesDone = Math.min(progress.bytesTotal, progress.bytesDone + step)
    if (this.#shallFail(job, progress, bytesDone)) {
      this.#fail(job)
      return
    }
    if (bytesDone >= progress.bytesTotal) {
      this.#nextPhase(job, progress)
      return
    }
    const secondsLeft = (progress.bytesTotal - bytesDone) / this.#options.rate
    const bytesPerSecond = Math.round(step * (1000 / tickLength))
    this.setJob({
      ...job,
      state: {
        kind: 'running',
        progress: { ...progress, bytesDone: Math.round(bytesDone), bytesPerSecond, secondsLeft },
      },
    })
  }

  #nextPhase(job: Job, progress: JobProgress): void {
    const order: readonly JobPhase[] = phases[job.kind]
    const next = order[order.indexOf(progress.phase) + 1]
    if (next)
      this.setJob({ ...job, state: { kind: 'running', progress: this.#progress(job, next) } })
    else this.#finish(job, progress)
  }

  #finish(job: Job, progress: JobProgress): void {
    const image =
      job.kind === 'backup' ? this.setImage(fakeImage(job.imageName, 1.9, Date.now())) : null
    this.setJob({
      ...job,
      imageId: image?.id ?? job.imageId,
      state: { kind: 'done', finishedAt: Date.now(), verifiedBytes: progress.bytesTotal },
    })
    if (job.kind === 'deploy') this.setStage(job.boardId, { kind: 'local', since: Date.now() })
  }

  #shallFail(job: Job, progress: JobProgress, bytesDone: number): boolean {
    if (job.kind !== 'deploy' || job.boardId !== `board-${this.#options.boards}`) return false
    const before = [...this.jobs.values()].some(
      (other) => other.boardId === job.boardId && other.state.kind === 'failed',
    )
    return !before && progress.phase === 'verifying' && bytesDone > progress.bytesTotal / 3
  }

  #fail(job: Job): void {
    const message =
      'The storage did not give back what was written: byte 412,090,368 differs. The storage is probably worn out. Try once more; if it fails at the same place, replace it.'
    this.setJob({
      ...job,
      state: { kind: 'failed', finishedAt: Date.now(), code: 'verify-mismatch', message },
    })
  }

  #advanceImport(value: ImageImport): void {
    if (value.state.kind !== 'running') return
    const bytesRead = Math.min(
      value.state.bytesTotal,
      value.state.bytesRead + Math.max(1, value.state.bytesTotal / 15),
    )
    if (bytesRead < value.state.bytesTotal) {
      this.setImport({ ...value, state: { ...value.state, bytesRead, rawBytes: bytesRead * 3 } })
      return
    }
    const image = this.setImage(fakeImage(value.fileName.replace(/\.img.*$/, ''), 1.2, Date.now()))
    this.setImport({ ...value, state: { kind: 'done', imageId: image.id, alreadyThere: false } })
  }
}

function mixedStage(index: number, now: number): BootStage {
  const since = now - 20_000 - index * 7000
  const stages: readonly BootStage[] = [
    { kind: 'ready', since },
    { kind: 'ready', since },
    { kind: 'ready', since },
    { kind: 'boot-files', since, fileName: 'kernel8.img' },
    { kind: 'waiting-for-approval', since },
    { kind: 'power', since },
    { kind: 'ready', since },
    { kind: 'local', since },
    { kind: 'silent', since },
    { kind: 'address', since },
  ]
  return stages[index % stages.length] ?? { kind: 'ready', since }
}

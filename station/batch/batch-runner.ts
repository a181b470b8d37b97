import { randomUUID } from 'node:crypto'
import { type Batch, batchCountdownSeconds } from '../../contract/batch.ts'
import type { Board, Storage } from '../../contract/board.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import { createAppearances } from './appearances.ts'
import {
  addJob,
  addWaiting,
  type BatchWish,
  dropWaiting,
  judgeBoard,
  newBatch,
  passOver,
  stopBatch,
} from './batch-state.ts'

/** The one batch of this station: "this image to the next N boards that appear". */
export type BatchRunner = {
  /** The batch that runs or has just ended; null when there is none or it was dismissed. */
  current(): Batch | null
  /** Refused while another batch runs, or when it can't be stored. */
  start(wish: BatchWish, image: Image): Batch | Refusal
  /** Ends all countdowns at once; jobs that are armed go on. */
  stop(): void
  dismiss(): void
  /** Something about a board has changed. */
  boardChanged(board: Board): void
  boardForgotten(boardId: string): void
  /** True while the running batch needs this image. */
  usesImage(imageId: string): boolean
  /** For the end of the station: no countdown ends any more. */
  close(): void
}

export type BatchRunnerOptions = {
  readonly clock: () => number
  /** Calls `work` once after so many milliseconds; the answer stops it. */
  readonly schedule: (milliseconds: number, work: () => void) => () => void
  readonly store: {
    /** The newest batch that was not dismissed. */
    load(): Batch | null
    /** Durable when it returns; throws when it can't be. */
    save(batch: Batch): void
    /** Does not throw: what can't be written now is written later. */
    saveLater(batch: Batch): void
    /** Does not throw either. */
    dismiss(id: string): void
  }
  readonly boards: () => readonly Board[]
  readonly board: (id: string) => Board | undefined
  readonly image: (id: string) => Image | undefined
  readonly openJobOf: (boardId: string) => Job | undefined
  readonly job: (id: string) => Job | undefined
  /** Arms the job durably and tells the board's agent; the only way to an erased byte. */
  readonly arm: (board: Board, image: Image, storage: Storage, batchId: string) => Job | Refusal
  readonly audit: (action: string, subject: string, details: Record<string, unknown>) => void
  readonly onChanged: () => void
}

/** Makes the runner. A batch that ran when the station ended is stopped now: nothing is armed that nobody watches (invariant 1). */
export function createBatchRunner(options: BatchRunnerOptions): BatchRunner {
  const { clock, store, audit } = options
  const appearances = createAppearances()
  const countdowns = new Map<string, () => void>()
  let current: Batch | null = null

  const put = (next: Batch): void => {
    if (next === current) return
    current = next
    store.saveLater(next)
    options.onChanged()
  }

  const running = (): Batch | null => (current?.state.kind === 'running' ? current : null)

  const endCountdown = (boardId: string): void => {
    countdowns.get(boardId)?.()
    countdowns.delete(boardId)
  }

  const endAllCountdowns = (): void => {
    for (const boardId of [...countdowns.keys()]) endCountdown(boardId)
  }

  const judge = (batch: Batch, board: Board) =>
    judgeBoard(batch, board, {
      image: options.image(batch.imageId),
      openJob: options.openJobOf(board.id),
      written: batch.jobIds.some((id) => options.job(id)?.boardId === board.id),
    })

  const consider = (board: Board): void => {
    const batch = running()
    if (batch === null || board.stage.kind !== 'ready' || countdowns.has(board.id)) return
    if (!appearances.has(board)) return
    const judgement = judge(batch, board)
    if (judgement.kind === 'leave') return
    appearances.settle(board)
    if (judgement.kind === 'pass-over') {
      audit('batch-passed-over', board.id, { batch: batch.id, code: judgement.code })
      put(passOver(batch, board.id, judgement.code, judgement.message))
      return
    }
    const milliseconds = batchCountdownSeconds * 1_000
    countdowns.set(
      board.id,
      options.schedule(milliseconds, () => countdownOver(board.id, judgement.storage)),
    )
    put(addWaiting(batch, board.id, clock() + milliseconds))
  }

  const countdownOver = (boardId: string, storage: Storage): void => {
    countdowns.delete(boardId)
    const batch = running()
    const board = options.board(boardId)
    if (batch === null) return
    // The place is free while the board is judged once more: much can have changed in the meantime.
    const free = dropWaiting(batch, boardId)
    put(board?.stage.kind === 'ready' ? armOrPassOver(free, board, storage) : free)
    if (running() === null) endAllCountdowns()
    else considerAll()
  }

  const armOrPassOver = (batch: Batch, board: Board, confirmed: Storage): Batch => {
    const judgement = judge(batch, board)
    const image = options.image(batch.imageId)
    if (judgement.kind === 'pass-over')
      return passOver(batch, board.id, judgement.code, judgement.message)
    if (judgement.kind === 'leave' || image === undefined) return batch
    const { path, sizeBytes, cid } = judgement.storage
    if (path !== confirmed.path || sizeBytes !== confirmed.sizeBytes || cid !== confirmed.cid) {
      return passOver(
        batch,
        board.id,
        'storage-changed',
        'Its storage was changed during the countdown, so nothing was armed. Switch the board off and on.',
      )
    }
    const job = options.arm(board, image, judgement.storage, batch.id)
    return job.kind === 'refused'
      ? passOver(batch, board.id, job.code, job.message)
      : addJob(batch, board.id, job.id, clock())
  }

  /** Boards that were left because enough others waited. */
  const considerAll = (): void => {
    for (const board of options.boards()) consider(board)
  }

  const boardGone = (boardId: string): void => {
    const batch = running()
    if (batch === null || !countdowns.has(boardId)) return
    endCountdown(boardId)
    put(dropWaiting(batch, boardId))
    considerAll()
  }

  const loaded = store.load()
  if (loaded !== null) current = stopBatch(loaded, clock())
  if (current !== null && current !== loaded) store.saveLater(current)

  return {
    current: () => current,
    start: (wish, image) => {
      if (running() !== null) {
        return refusal(
          'batch-running',
          'Another batch runs. Stop it, or wait until it is complete, then start the next one.',
        )
      }
      const batch = newBatch(wish, image.name, randomUUID(), clock())
      try {
        audit('batch-start', batch.id, {
          image: image.id,
          count: batch.count,
          storageKind: batch.storageKind,
        })
        store.save(batch)
      } catch (error) {
        return refusal(
          'batch-not-stored',
          `The batch could not be stored (${error instanceof Error ? error.message : String(error)}), so it was not started. Free space on the disk of the station, then try again.`,
        )
      }
      appearances.begin(options.boards())
      current = batch
      options.onChanged()
      return batch
    },
    stop: () => {
      const batch = running()
      if (batch === null) return
      // The countdowns first: whatever fails after this, nothing is armed any more.
      endAllCountdowns()
      put(stopBatch(batch, clock()))
      audit('batch-stop', batch.id, { armed: batch.jobIds.length })
    },
    dismiss: () => {
      if (current === null || running() !== null) return
      store.dismiss(current.id)
      current = null
      options.onChanged()
    },
    boardChanged: (board) => {
      if (running() === null) return
      appearances.see(board)
      if (board.stage.kind === 'ready') consider(board)
      else boardGone(board.id)
    },
    boardForgotten: boardGone,
    usesImage: (imageId) => running()?.imageId === imageId,
    close: endAllCountdowns,
  }
}

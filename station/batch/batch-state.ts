import type { Batch } from '../../contract/batch.ts'
import { type Board, boardLabel, type Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'

/** What a person chose when the batch was started. */
export type BatchWish = Pick<Batch, 'imageId' | 'count' | 'storageKind'>

/** What is to be done about a board that has become ready. */
export type Judgement =
  | { readonly kind: 'take'; readonly storage: Storage }
  | { readonly kind: 'pass-over'; readonly code: string; readonly message: string }
  /** Enough boards are armed or wait already. */
  | { readonly kind: 'leave' }

/** Boards that are shown as passed over; the oldest make way. */
const shownPassedOver = 1_000

/** A batch that has just been started. */
export function newBatch(wish: BatchWish, imageName: string, id: string, now: number): Batch {
  const { imageId, count, storageKind } = wish
  return {
    id,
    imageId,
    imageName,
    count,
    storageKind,
    startedAt: now,
    waiting: [],
    jobIds: [],
    passedOver: [],
    state: { kind: 'running' },
  }
}

/**
 * Judges a board that became ready after the start. Taken is only a board with exactly one storage of the batch's kind, which the
 * image fits on and whose size is known, that has no job, and that this batch has not written to: nobody looks at each board, so
 * whatever is not plain is left for a person.
 */
export function judgeBoard(
  batch: Batch,
  board: Board,
  facts: {
    readonly image: Image | undefined
    readonly openJob: Job | undefined
    readonly written: boolean
  },
): Judgement {
  const label = boardLabel(board)
  const passOver = (code: string, message: string): Judgement => ({
    kind: 'pass-over',
    code,
    message,
  })
  if (facts.written)
    return passOver('already-written', `Board ${label} was already taken in this batch.`)
  if (batch.waiting.length + batch.jobIds.length >= batch.count) return { kind: 'leave' }
  if (facts.openJob !== undefined) {
    return passOver(
      'job-open',
      `Board ${label} has another job that has not ended (${facts.openJob.kind}). Wait for its end, then switch the board off and on.`,
    )
  }
  if (facts.image === undefined) {
    return passOver(
      'image-missing',
      `Image "${batch.imageName}" is not in the library any more. Stop the batch, import the image again, and start a new batch.`,
    )
  }
  return judgeStorages(batch, board, facts.image, passOver)
}

function judgeStorages(
  { storageKind }: Batch,
  board: Board,
  image: Image,
  passOver: (code: string, message: string) => Judgement,
): Judgement {
  const label = boardLabel(board)
  const [storage, ...others] = board.storages.filter(({ kind }) => kind === storageKind)
  if (storage === undefined) {
    return passOver(
      'no-such-storage',
      `Board ${label} has no storage of the kind ${storageKind}. Deploy to it by hand, or put the storage in and switch it off and on.`,
    )
  }
  if (others.length > 0) {
    return passOver(
      'several-storages',
      `Board ${label} has several storages of the kind ${storageKind} (${[storage, ...others].map(({ path }) => path).join(', ')}). Deploy to it by hand and choose one.`,
    )
  }
  if (storage.sizeBytes === 0) {
    return passOver(
      'storage-size-unknown',
      `The client on board ${label} does not tell how large its storage is. Deploy to it by hand.`,
    )
  }
  if (storage.sizeBytes < image.rawSize) {
    return passOver(
      'storage-too-small',
      `Image "${image.name}" needs ${image.rawSize} bytes, but storage ${storage.path} of board ${label} has ${storage.sizeBytes}. Use a smaller image or a board with larger storage.`,
    )
  }
  return { kind: 'take', storage }
}

/** The board's countdown runs until `startsAt`. */
export function addWaiting(batch: Batch, boardId: string, startsAt: number): Batch {
  return {
    ...withoutBoard(batch, boardId),
    waiting: [...batch.waiting.filter((entry) => entry.boardId !== boardId), { boardId, startsAt }],
  }
}

/** The board went away during its countdown; nothing was armed. */
export function dropWaiting(batch: Batch, boardId: string): Batch {
  return { ...batch, waiting: batch.waiting.filter((entry) => entry.boardId !== boardId) }
}

/** The board's job is armed. With the last one the batch is complete. */
export function addJob(batch: Batch, boardId: string, jobId: string, now: number): Batch {
  const next = { ...withoutBoard(batch, boardId), jobIds: [...batch.jobIds, jobId] }
  return next.jobIds.length >= next.count ? { ...next, state: { kind: 'complete', at: now } } : next
}

/** The board is not taken; an older reason for the same board makes way. */
export function passOver(batch: Batch, boardId: string, code: string, message: string): Batch {
  const next = withoutBoard(batch, boardId)
  return {
    ...next,
    passedOver: [...next.passedOver, { boardId, code, message }].slice(-shownPassedOver),
  }
}

/** No further board is taken. A batch that has ended stays as it is. */
export function stopBatch(batch: Batch, now: number): Batch {
  return batch.state.kind === 'running'
    ? { ...batch, waiting: [], state: { kind: 'stopped', at: now } }
    : batch
}

function withoutBoard(batch: Batch, boardId: string): Batch {
  return {
    ...dropWaiting(batch, boardId),
    passedOver: batch.passedOver.filter((entry) => entry.boardId !== boardId),
  }
}

import type { Board, Storage } from '../../contract/board.ts'
import { boardLabel } from '../../contract/board.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'

/** What a person asked for and confirmed on the screen. */
export type DeployWish = {
  readonly kind: 'deploy'
  readonly image: Image
  readonly targetPath: string
  readonly targetSizeBytes: number
}
export type BackupWish = {
  readonly kind: 'backup'
  readonly imageName: string
  readonly targetPath: string
  readonly targetSizeBytes: number
}

/**
 * Makes the armed job for a wish, or refuses it. Everything that can be known to go wrong is refused here, before anything
 * on the board is touched.
 */
export function planJob(
  board: Board,
  wish: DeployWish | BackupWish,
  openJob: Job | undefined,
  id: string,
  now: number,
): Job | Refusal {
  const label = boardLabel(board)
  if (openJob !== undefined) {
    return refusal(
      'job-open',
      `Board ${label} already has a job that has not ended (${openJob.kind}). Cancel it or wait for its end, then try again.`,
    )
  }
  const storage = board.storages.find((candidate) => candidate.path === wish.targetPath)
  if (storage === undefined) return refuseUnknownStorage(label, board, wish.targetPath)
  if (storage.sizeBytes !== wish.targetSizeBytes) {
    return refusal(
      'storage-changed',
      `Storage ${storage.path} of board ${label} is now ${storage.sizeBytes} bytes, but ${wish.targetSizeBytes} bytes were confirmed. Look at the board again and confirm what is there now.`,
    )
  }
  // A seed-era client does not tell the size of its storage; it is 0 then.
  const sizeIsKnown = storage.sizeBytes > 0
  if (wish.kind === 'deploy' && sizeIsKnown && wish.image.rawSize > storage.sizeBytes) {
    return refusal(
      'storage-too-small',
      `Image "${wish.image.name}" needs ${wish.image.rawSize} bytes, but storage ${storage.path} of board ${label} has ${storage.sizeBytes}. Nothing was erased. Choose a smaller image or a board with larger storage.`,
    )
  }
  return armedJob(board, wish, storage, id, now)
}

function armedJob(
  board: Board,
  wish: DeployWish | BackupWish,
  storage: Storage,
  id: string,
  now: number,
): Job {
  return {
    id,
    kind: wish.kind,
    boardId: board.id,
    boardLabel: boardLabel(board),
    boardSerial: board.serial,
    boardModel: board.model,
    batchId: null,
    note: '',
    imageId: wish.kind === 'deploy' ? wish.image.id : null,
    imageName: wish.kind === 'deploy' ? wish.image.name : wish.imageName,
    target: { path: storage.path, sizeBytes: storage.sizeBytes, cid: storage.cid },
    state: { kind: 'armed' },
    createdAt: now,
    startedAt: null,
    attempts: 0,
  }
}

function refuseUnknownStorage(label: string, board: Board, path: string): Refusal {
  if (board.storages.length === 0) {
    return refusal(
      'storage-unknown',
      `Board ${label} has not told which storage it has, because our agent has not run on it yet. Let it netboot, wait until it is ready, then try again.`,
    )
  }
  const known = board.storages.map((storage) => storage.path).join(', ')
  return refusal(
    'storage-missing',
    `Board ${label} has no storage ${path}; it has ${known}. Choose one of those.`,
  )
}

/**
 * Compares what a person confirmed with what the board reports now; null when it is still the same.
 * A storage that was swapped must not be erased on the strength of an old confirmation.
 */
export function targetProblem(job: Job, board: Board): Refusal | null {
  const storage = board.storages.find((candidate) => candidate.path === job.target.path)
  if (storage === undefined) {
    return refusal(
      'storage-missing',
      `Storage ${job.target.path} is not there any more. Nothing was done. Check the board, then start the job again.`,
    )
  }
  const sameCard = job.target.cid === '' || storage.cid === '' || storage.cid === job.target.cid
  if (storage.sizeBytes !== job.target.sizeBytes || !sameCard) {
    return refusal(
      'storage-changed',
      `Storage ${job.target.path} is not the one that was confirmed: it had ${job.target.sizeBytes} bytes${job.target.cid === '' ? '' : ` and card identity ${job.target.cid}`}, now it has ${storage.sizeBytes} bytes${storage.cid === '' ? '' : ` and card identity ${storage.cid}`}. Nothing was done. Look at the board and start the job again.`,
    )
  }
  return null
}

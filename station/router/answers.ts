import type { Board } from '../../contract/board.ts'
import type { Refusal } from '../../contract/errors.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import type { Station } from '../station.ts'

/** The typed errors that every call may answer with: contract/errors.ts. */
export type Errors = {
  NOT_FOUND: (options: { message: string; data: { code: string } }) => Error
  REFUSED: (options: { message: string; data: { code: string } }) => Error
}

/** The board, or the error NOT_FOUND. */
export function boardOf(station: Station, id: string, errors: Errors): Board {
  const board = station.boards.get(id)
  if (board !== undefined) return board
  throw errors.NOT_FOUND({
    message: `There is no board ${id}. It may have been forgotten; look at the list of boards.`,
    data: { code: 'board-unknown' },
  })
}

/** The job, or the error NOT_FOUND. */
export function jobOf(station: Station, id: string, errors: Errors): Job {
  const job = station.jobs.get(id)
  if (job !== undefined) return job
  throw errors.NOT_FOUND({ message: `There is no job ${id}.`, data: { code: 'job-unknown' } })
}

/** The image, or the error NOT_FOUND. */
export function imageOf(station: Station, id: string, errors: Errors): Image {
  const image = station.images.get(id)
  if (image !== undefined) return image
  throw errors.NOT_FOUND({
    message: `There is no image ${id} in the library. It may have been removed; import it again.`,
    data: { code: 'image-missing' },
  })
}

/** A refusal as the error that carries it to the caller. */
export function refused(errors: Errors, { code, message }: Refusal): Error {
  return errors.REFUSED({ message, data: { code } })
}

/** The value, or its refusal as an error. */
export function accepted<Value extends { readonly kind: string }>(
  errors: Errors,
  result: Value | Refusal,
): Exclude<Value, Refusal> {
  if (result.kind === 'refused') throw refused(errors, result as Refusal)
  return result as Exclude<Value, Refusal>
}

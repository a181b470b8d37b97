import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Refusal, refusal } from '../../contract/errors.ts'

/** A stream that was stored in a file. */
export type Spooled = {
  readonly kind: 'ok'
  readonly path: string
  readonly size: number
  open(): Readable
  remove(): void
}

/** Stores a stream in a new file of `folder`; a stream that breaks off or does not fit leaves nothing behind. */
export async function spoolStream(
  stream: Readable,
  folder: string,
  log: (message: string) => void,
): Promise<Spooled | Refusal> {
  const path = join(folder, `${randomUUID()}-spool`)
  const remove = (): void => {
    rm(path, { force: true }).catch((error: unknown) =>
      log(`storage: ${path} could not be removed: ${String(error)}`),
    )
  }
  try {
    await pipeline(stream, createWriteStream(path, { flags: 'wx' }))
    return {
      kind: 'ok',
      path,
      size: (await stat(path)).size,
      open: () => createReadStream(path, { highWaterMark: 1024 * 1024 }),
      remove,
    }
  } catch (error) {
    remove()
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    return isFull
      ? refusal(
          'station-disk-full',
          'The disk of the station is full, so this was not stored. Remove images or free space, then send it again.',
        )
      : refusal(
          'upload-broken-off',
          `The upload was broken off (${String(error)}). Nothing was kept; send it again.`,
        )
  }
}

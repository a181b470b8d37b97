import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Station } from '../station/station.ts'
import type { UploadAnswer } from './web-server.ts'

/** Stores an uploaded file in the data folder and begins to import it; the file is removed when the import has ended. */
export async function takeUpload(
  station: Station,
  request: IncomingMessage,
  givenName: string,
): Promise<UploadAnswer> {
  const fileName = basename(givenName.replaceAll('\\', '/')).slice(0, 200)
  if (fileName === '') {
    return {
      kind: 'refused',
      status: 400,
      code: 'name-missing',
      message: 'The upload has no file name.',
    }
  }
  const path = join(station.data.uploadsFolder, `${randomUUID()}-upload`)
  const remove = (): void => {
    rm(path, { force: true }).catch((error: unknown) =>
      station.options.log(`upload: ${path} could not be removed: ${String(error)}`),
    )
  }
  try {
    await pipeline(request, createWriteStream(path, { flags: 'wx' }))
  } catch (error) {
    remove()
    return uploadRefusal(error)
  }
  station.audit('upload', fileName)
  const name = fileName.replace(/(\.img|\.raw|\.iso)?(\.xz|\.gz|\.bz2|\.zst|\.zip)?$/i, '')
  const begun = station.imports.start(
    { path, fileName, name: name === '' ? fileName : name },
    remove,
  )
  return { kind: 'ok', id: begun.id }
}

function uploadRefusal(error: unknown): UploadAnswer {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
  return isFull
    ? {
        kind: 'refused',
        status: 507,
        code: 'station-disk-full',
        message:
          'The disk of the station is full, so the file was not stored. Remove images or free space, then upload it again.',
      }
    : {
        kind: 'refused',
        status: 400,
        code: 'upload-broken-off',
        message: `The upload was broken off (${String(error)}). Nothing was imported; send the file again.`,
      }
}

import type { IncomingMessage } from 'node:http'
import { basename } from 'node:path'
import type { Station } from '../station/station.ts'
import { spoolStream } from '../station/storage/spool-stream.ts'
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
      message: 'The upload has no file name. Choose a file again.',
    }
  }
  const spooled = await spoolStream(request, station.data.uploadsFolder, station.options.log)
  if (spooled.kind === 'refused') {
    return { ...spooled, status: spooled.code === 'station-disk-full' ? 507 : 400 }
  }
  station.audit('upload', fileName)
  const bare = fileName.replace(/(\.img|\.raw|\.iso)?(\.xz|\.gz|\.bz2|\.zst|\.zip)?$/i, '')
  const begun = station.imports.start(
    { path: spooled.path, fileName, name: bare === '' ? fileName : bare },
    spooled.remove,
  )
  return { kind: 'ok', id: begun.id }
}

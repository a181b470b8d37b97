import type { KeyObject } from 'node:crypto'
import { mkdir, rm, statfs } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { Image } from '../../contract/image.ts'
import { BackupDesk } from './backup-desk.ts'
import type { BackupSession } from './backup-session.ts'
import { type ImageFile, ImageShelf } from './image-shelf.ts'
import { type ImageIndex, maximumImageSize } from './index-format.ts'
import { removeLeftovers, workFolder } from './library-files.ts'
import { unknownImage } from './library-refusals.ts'
import { type Refused, toRefused } from './refusal.ts'
import { runImageTask, type TaskOptions } from './run-image-task.ts'

export type ImportSource = {
  path: string
  name?: string
  bmapPath?: string
  /** What the file is called where it came from; the path's last part when not given. */
  fileName?: string
  /** Where it was downloaded from. */
  url?: string
  /** What the file's SHA-256 must be: 64 hex digits. */
  sha256?: string
  /** zstd level, 1 to 19; 9 when not given. */
  compressionLevel?: number
}

export type ImportResult = { kind: 'ok'; image: Image; alreadyThere: boolean } | Refused

/** The image library: sealed images in one folder. Methods answer with values and do not reject. */
export type ImageLibrary = {
  list(): Image[]
  get(id: string): Image | undefined
  import(source: ImportSource, options?: TaskOptions): Promise<ImportResult>
  /** Deletes an image. Whether a job still needs it is the caller's question. */
  remove(id: string): Promise<{ kind: 'ok' } | Refused>
  rename(id: string, name: string): Promise<{ kind: 'ok'; image: Image } | Refused>
  openFile(id: string, file: ImageFile): Promise<{ path: string; size: number } | undefined>
  /** The whole raw image; errors (unknown image, damaged frame) end the stream. */
  rawStream(id: string): Readable
  readIndex(id: string): Promise<{ kind: 'ok'; index: ImageIndex } | Refused>
  verify(
    id: string,
    options?: TaskOptions,
  ): Promise<{ kind: 'ok'; verifiedBytes: number } | Refused>
  /** Begins a backup of a storage of `size` bytes; an earlier one of the same job is lost. */
  beginBackup(jobId: string, options: { size: number }): Promise<BackupSession | Refused>
  resumeBackup(jobId: string): Promise<BackupSession | Refused>
  /** Resumes the backup of this job, or begins it. */
  openBackup(jobId: string, size: number): Promise<BackupSession | Refused>
  /** Jobs whose backups lie unfinished in the library, of this run and of earlier ones. */
  pendingBackups(): Promise<string[]>
  /** Cancels what runs and closes all files; unfinished backups can be resumed later. */
  close(): Promise<void>
}

export type ImageLibraryOptions = {
  folder: string
  /** Ed25519 private key. Images that another key has signed are not shown. */
  signingKey: KeyObject
  log: (message: string) => void
  clock: () => number
  /** Compression threads of one import; one fewer than there are cores when not given. */
  workerCount?: number
}

const defaultLevel = 9

/** Opens the library in `folder`, creates it if it is not there, and clears what a killed station left behind. */
export async function openImageLibrary(options: ImageLibraryOptions): Promise<ImageLibrary> {
  const folder = resolve(options.folder)
  await mkdir(folder, { recursive: true })
  for (const name of await removeLeftovers(folder))
    options.log(`images: removed unfinished ${name}`)
  const shelf = new ImageShelf({ ...options, folder })
  await shelf.load()
  const closing = new AbortController()
  const backups = new BackupDesk(folder, {
    newFolder: () => shelf.newFolder(workFolder.seal),
    publish: (sealed, facts) => shelf.publish(sealed, facts),
    signal: closing.signal,
  })
  const underWay = new Set<Promise<unknown>>()
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }
  return {
    list: () => shelf.list(),
    get: (id) => shelf.get(id),
    import: (source, task = {}) => {
      const signal = task.signal ? AbortSignal.any([task.signal, closing.signal]) : closing.signal
      const { workerCount } = options
      return track(importImage(shelf, source, workerCount, { ...task, signal }).catch(toRefused))
    },
    remove: (id) => shelf.remove(id),
    rename: (id, name) => shelf.rename(id, name),
    openFile: (id, file) => shelf.openFile(id, file),
    rawStream: (id) => shelf.rawStream(id),
    readIndex: (id) => shelf.readIndex(id),
    verify: async (id, task = {}) => {
      if (shelf.get(id) === undefined) return unknownImage(id)
      const verifying = runImageTask<'verify'>({ kind: 'verify', folder: shelf.folderOf(id) }, task)
      const result = await track(verifying)
      return result.kind === 'ok' ? { kind: 'ok', ...result.value } : result
    },
    beginBackup: (jobId, { size }) => backups.begin(jobId, size),
    resumeBackup: (jobId) => backups.resume(jobId),
    openBackup: (jobId, size) => backups.open(jobId, size),
    pendingBackups: () => backups.pending(),
    close: async () => {
      closing.abort()
      await Promise.all(underWay)
      await backups.suspend()
    },
  }
}

async function importImage(
  shelf: ImageShelf,
  source: ImportSource,
  workerCount: number | undefined,
  options: TaskOptions,
): Promise<ImportResult> {
  const folder = await shelf.newFolder(workFolder.import)
  try {
    const { bavail, bsize } = await statfs(folder)
    const result = await runImageTask<'import'>(
      {
        kind: 'import',
        path: resolve(source.path),
        bmapPath: source.bmapPath === undefined ? null : resolve(source.bmapPath),
        sha256: source.sha256 ?? null,
        folder,
        level: Math.min(19, Math.max(1, Math.round(source.compressionLevel ?? defaultLevel))),
        workerCount: workerCount ?? Math.max(1, availableParallelism() - 1),
        maximumSize: maximumImageSize,
        freeBytes: bavail * bsize,
      },
      options,
    )
    if (result.kind === 'refused') return result
    const { compressedSha256, ...sealed } = result.value
    const fileName = source.fileName ?? basename(source.path)
    return {
      kind: 'ok',
      ...(await shelf.publish(folder, {
        sealed,
        name: source.name?.trim() || nameOf(fileName),
        source: { kind: 'import', fileName, compressedSha256, url: source.url ?? null },
      })),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** `2026-raspios.img.xz` becomes `2026-raspios`. */
function nameOf(fileName: string): string {
  const stem = fileName
    .replace(/\.(xz|gz|bz2|zst|zip)$/i, '')
    .replace(/\.(img|raw|wic|bin|iso)$/i, '')
  return stem || fileName
}

import { createHash, type KeyObject, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { Image, ImageSource, PartitionTable } from '../../contract/image.ts'
import {
  type BackupSession,
  createBackupSession,
  type SealIntoLibrary,
  type SuspendableSession,
} from './backup-session.ts'
import { BackupStore } from './backup-store.ts'
import { type ImageIndex, maximumImageSize, parseIndex } from './index-format.ts'
import {
  removeLeftovers,
  replaceFile,
  syncFolder,
  workFolder,
  writeSynced,
} from './library-files.ts'
import {
  backupProblem,
  damagedImage,
  invalidJob,
  isJobId,
  unknownBackup,
  unknownImage,
} from './library-refusals.ts'
import { type Manifest, readManifest, signManifest } from './manifest.ts'
import { createRawStream } from './raw-stream.ts'
import { ImageRefusal, type Refused, refused, toRefused } from './refusal.ts'
import { runImageTask, type TaskOptions } from './run-image-task.ts'
import type { SealedFiles } from './seal-writer.ts'

export type ImageFile = 'manifest.json' | 'manifest.sig' | 'index.txt' | 'frames.zst'

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

type StoredImage = { record: Image; indexSha256: string }
type Sealed = SealedFiles & {
  partitionTable: PartitionTable | null
  operatingSystem: string | null
}

const defaultLevel = 9
const imageIdPattern = /^[0-9a-f]{32}$/

/** Opens the library in `folder`, creates it if it is not there, and clears what a killed station left behind. */
export async function openImageLibrary(options: ImageLibraryOptions): Promise<ImageLibrary> {
  const folder = resolve(options.folder)
  await mkdir(folder, { recursive: true })
  for (const name of await removeLeftovers(folder))
    options.log(`images: removed unfinished ${name}`)
  const library = new Library({ ...options, folder })
  await library.load()
  return library
}

class Library implements ImageLibrary {
  readonly #options: ImageLibraryOptions
  readonly #images = new Map<string, StoredImage>()
  readonly #sessions = new Map<string, SuspendableSession>()
  readonly #closing = new AbortController()
  readonly #underWay = new Set<Promise<unknown>>()
  #publishing: Promise<unknown> = Promise.resolve()

  constructor(options: ImageLibraryOptions) {
    this.#options = options
  }

  async load(): Promise<void> {
    for (const name of await readdir(this.#options.folder)) {
      if (!imageIdPattern.test(name)) continue
      const found = await this.#readStored(name).catch((error: unknown) => String(error))
      if (typeof found !== 'string') this.#images.set(name, found)
      else this.#options.log(`images: ${name} is left alone and not shown: ${found}`)
    }
  }

  list(): Image[] {
    const records = [...this.#images.values()].map(({ record }) => record)
    return records.sort((a, b) => b.sealedAt.localeCompare(a.sealedAt) || a.id.localeCompare(b.id))
  }

  get(id: string): Image | undefined {
    return this.#images.get(id)?.record
  }

  import(source: ImportSource, options: TaskOptions = {}): Promise<ImportResult> {
    const signal = options.signal
      ? AbortSignal.any([options.signal, this.#closing.signal])
      : this.#closing.signal
    return this.#track(this.#import(source, { ...options, signal }).catch(toRefused))
  }

  async remove(id: string): Promise<{ kind: 'ok' } | Refused> {
    if (!this.#images.has(id)) return unknownImage(id)
    const removed = join(this.#options.folder, `${workFolder.removed}${randomUUID()}`)
    try {
      await rename(this.#folderOf(id), removed)
      this.#images.delete(id)
      await rm(removed, { recursive: true, force: true })
      return { kind: 'ok' }
    } catch (error) {
      return toRefused(error)
    }
  }

  async rename(id: string, name: string): Promise<{ kind: 'ok'; image: Image } | Refused> {
    const stored = this.#images.get(id)
    if (!stored) return unknownImage(id)
    const cleaned = name.trim()
    if (cleaned.length === 0 || cleaned.length > 200 || /\p{Cc}/u.test(cleaned)) {
      return refused(
        'name-invalid',
        'This name cannot be used. Give one of 1 to 200 characters without line breaks.',
      )
    }
    try {
      await replaceFile(join(this.#folderOf(id), 'meta.json'), JSON.stringify({ name: cleaned }))
    } catch (error) {
      return toRefused(error)
    }
    const record = { ...stored.record, name: cleaned }
    this.#images.set(id, { ...stored, record })
    return { kind: 'ok', image: record }
  }

  async openFile(id: string, file: ImageFile): Promise<{ path: string; size: number } | undefined> {
    if (!this.#images.has(id) || !isImageFile(file)) return undefined
    const path = join(this.#folderOf(id), file)
    return { path, size: (await stat(path)).size }
  }

  rawStream(id: string): Readable {
    return createRawStream(async () => {
      const found = await this.readIndex(id)
      if (found.kind === 'refused') throw new ImageRefusal(found.code, found.message)
      return { framesPath: join(this.#folderOf(id), 'frames.zst'), index: found.index }
    })
  }

  async readIndex(id: string): Promise<{ kind: 'ok'; index: ImageIndex } | Refused> {
    const stored = this.#images.get(id)
    if (!stored) return unknownImage(id)
    try {
      const bytes = await readFile(join(this.#folderOf(id), 'index.txt'))
      if (sha256(bytes) !== stored.indexSha256) return damagedImage(stored.record.name)
      const parsed = parseIndex(bytes.toString('latin1'))
      return parsed.kind === 'ok' ? parsed : damagedImage(stored.record.name)
    } catch (error) {
      return toRefused(error)
    }
  }

  async verify(id: string, options: TaskOptions = {}) {
    if (!this.#images.has(id)) return unknownImage(id)
    const task = runImageTask<'verify'>({ kind: 'verify', folder: this.#folderOf(id) }, options)
    const result = await this.#track(task)
    return result.kind === 'ok' ? { kind: 'ok' as const, ...result.value } : result
  }

  async beginBackup(jobId: string, { size }: { size: number }): Promise<BackupSession | Refused> {
    const problem = backupProblem(jobId, size)
    if (problem) return problem
    await this.#sessions.get(jobId)?.discard()
    return this.#openSession(jobId, () => BackupStore.create(this.#backupFolder(jobId), size))
  }

  async resumeBackup(jobId: string): Promise<BackupSession | Refused> {
    if (!isJobId(jobId)) return invalidJob()
    const open = this.#sessions.get(jobId)
    return open ?? this.#openSession(jobId, () => BackupStore.resume(this.#backupFolder(jobId)))
  }

  async openBackup(jobId: string, size: number): Promise<BackupSession | Refused> {
    const resumed = await this.resumeBackup(jobId)
    if (resumed.kind === 'refused') {
      return resumed.code === 'backup-unknown' ? this.beginBackup(jobId, { size }) : resumed
    }
    if (resumed.size === size) return resumed
    return refused(
      'size-mismatch',
      `This backup was begun for a storage of ${resumed.size} bytes, but now it has ${size}. Cancel the job and start the backup again.`,
    )
  }

  async pendingBackups(): Promise<string[]> {
    const names = await readdir(this.#options.folder)
    const { backup } = workFolder
    return names.filter((name) => name.startsWith(backup)).map((name) => name.slice(backup.length))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#underWay)
    await Promise.all([...this.#sessions.values()].map((session) => session.suspend()))
  }

  async #import(source: ImportSource, options: TaskOptions): Promise<ImportResult> {
    const folder = await this.#newFolder(workFolder.import)
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
          workerCount: this.#options.workerCount ?? Math.max(1, availableParallelism() - 1),
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
        ...(await this.#publish(folder, {
          sealed,
          name: source.name?.trim() || nameOf(fileName),
          source: { kind: 'import', fileName, compressedSha256, url: source.url ?? null },
        })),
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** Signs the manifest and moves the finished folder to its place, which makes the image exist. One at a time. */
  #publish(folder: string, facts: { sealed: Sealed; name: string; source: ImageSource }) {
    const published = this.#publishing.then(async () => {
      const known = this.#images.get(facts.sealed.id)
      if (known) return { image: known.record, alreadyThere: true }
      const manifest = createManifest(facts, this.#options.clock())
      const { bytes, signature } = signManifest(manifest, this.#options.signingKey)
      await writeSynced(join(folder, 'manifest.json'), bytes)
      await writeSynced(join(folder, 'manifest.sig'), signature)
      await syncFolder(folder)
      // A folder that is there but was not shown (damaged, or of another station) makes way for the good one.
      await rm(this.#folderOf(manifest.id), { recursive: true, force: true })
      await rename(folder, this.#folderOf(manifest.id))
      await syncFolder(this.#options.folder)
      const { format: _, indexSha256, ...image } = manifest
      this.#images.set(image.id, { record: image, indexSha256 })
      return { image, alreadyThere: false }
    })
    this.#publishing = published.catch(() => undefined) // The caller gets the failure; the next one may succeed.
    return published
  }

  async #openSession(
    jobId: string,
    openStore: () => Promise<BackupStore | null>,
  ): Promise<BackupSession | Refused> {
    try {
      const store = await openStore()
      if (!store) return unknownBackup()
      const session = createBackupSession(jobId, store, this.#sealInto())
      this.#sessions.set(jobId, session)
      return session
    } catch (error) {
      return toRefused(error)
    }
  }

  #sealInto(): SealIntoLibrary {
    return {
      newFolder: () => this.#newFolder(workFolder.seal),
      publish: (folder, facts) => this.#publish(folder, facts),
      dropFolder: (folder) => rm(folder, { recursive: true, force: true }),
      signal: this.#closing.signal,
      ended: (jobId) => this.#sessions.delete(jobId),
    }
  }

  async #newFolder(prefix: string): Promise<string> {
    const folder = join(this.#options.folder, `${prefix}${randomUUID()}`)
    await mkdir(folder)
    return folder
  }

  async #readStored(id: string): Promise<StoredImage | string> {
    const folder = this.#folderOf(id)
    const [bytes, signature, index, frames] = await Promise.all([
      readFile(join(folder, 'manifest.json')),
      readFile(join(folder, 'manifest.sig')),
      readFile(join(folder, 'index.txt')),
      stat(join(folder, 'frames.zst')),
    ])
    const read = readManifest(bytes, signature, this.#options.signingKey)
    if (read.kind === 'invalid') return read.reason
    const { format: _, indexSha256, ...record } = read.manifest
    if (record.id !== id) return 'its folder has another name than its id'
    if (sha256(index) !== indexSha256) return 'its index.txt is damaged'
    if (frames.size !== record.framesSize)
      return 'its frames.zst has another size than its manifest says'
    const name = await readName(folder)
    return { record: name === null ? record : { ...record, name }, indexSha256 }
  }

  #folderOf(id: string): string {
    return join(this.#options.folder, id)
  }

  #backupFolder(jobId: string): string {
    return join(this.#options.folder, `${workFolder.backup}${jobId}`)
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work)
    return work.finally(() => this.#underWay.delete(work))
  }
}

function createManifest(
  { sealed, name, source }: { sealed: Sealed; name: string; source: ImageSource },
  now: number,
): Manifest {
  const { id, rawSize, definedBytes, dataBytes, chunkCount, framesSize, indexSha256 } = sealed
  return {
    format: 1,
    id,
    name,
    rawSize,
    definedBytes,
    dataBytes,
    chunkCount,
    framesSize,
    indexSha256,
    partitionTable: sealed.partitionTable,
    operatingSystem: sealed.operatingSystem,
    source,
    sealedAt: new Date(now).toISOString(),
  }
}

/** The name that a person gave later, if any. */
async function readName(folder: string): Promise<string | null> {
  try {
    const meta: unknown = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8'))
    const hasName = typeof meta === 'object' && meta !== null && 'name' in meta
    return hasName && typeof meta.name === 'string' ? meta.name : null
  } catch {
    return null // No meta file, or a spoilt one: the name in the manifest is good enough.
  }
}

/** `2026-raspios.img.xz` becomes `2026-raspios`. */
function nameOf(fileName: string): string {
  const stem = fileName
    .replace(/\.(xz|gz|bz2|zst|zip)$/i, '')
    .replace(/\.(img|raw|wic|bin|iso)$/i, '')
  return stem || fileName
}

function isImageFile(file: string): file is ImageFile {
  return ['manifest.json', 'manifest.sig', 'index.txt', 'frames.zst'].includes(file)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

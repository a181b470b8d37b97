import { type FileHandle, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ChunkMap } from './chunk-map.ts'
import {
  chunkPlaceProblem,
  type DataChunk,
  formatExtent,
  maximumFrameLength,
  parseExtent,
} from './index-format.ts'
import { replaceFile, writeSynced } from './library-files.ts'
import { ImageRefusal } from './refusal.ts'
import { runImageTask } from './run-image-task.ts'

/**
 * The files of a backup that is being received: frames.zst grows at its end, journal.txt gets a line for each chunk
 * after its frame was written (`data …` as in index.txt, or `drop <offset>`), backup.json holds the storage's size.
 */
export class BackupStore {
  readonly folder: string
  readonly size: number
  readonly chunks = new ChunkMap()
  readonly #frames: FileHandle
  readonly #journal: FileHandle
  #end = 0
  #journalEnd = 0
  #appending: Promise<void> = Promise.resolve()

  private constructor(folder: string, size: number, frames: FileHandle, journal: FileHandle) {
    this.folder = folder
    this.size = size
    this.#frames = frames
    this.#journal = journal
  }

  /** Begins anew; what was in the folder is lost. */
  static async create(folder: string, size: number): Promise<BackupStore> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
    const store = await BackupStore.#open(folder, size, 'w+')
    await closeOnFailure(store, () =>
      writeSynced(join(folder, 'backup.json'), JSON.stringify({ size })),
    )
    return store
  }

  /**
   * Goes on after the station was ended: keeps the chunks whose frames are whole and cuts off what is behind them.
   * Null where no backup was begun in the folder.
   */
  static async resume(folder: string): Promise<BackupStore | null> {
    const size = await readSize(folder)
    if (size === null) return null
    const whole = await wholeChunks(folder, await readJournal(folder, size))
    await replaceFile(
      join(folder, 'journal.txt'),
      whole.map((chunk) => `${formatExtent(chunk)}\n`).join(''),
    )
    const store = await BackupStore.#open(folder, size, 'r+')
    await closeOnFailure(store, () => store.#adopt(whole))
    return store
  }

  static async #open(folder: string, size: number, flags: 'r+' | 'w+'): Promise<BackupStore> {
    const frames = await open(join(folder, 'frames.zst'), flags)
    try {
      return new BackupStore(folder, size, frames, await open(join(folder, 'journal.txt'), flags))
    } catch (error) {
      await frames.close()
      throw error
    }
  }

  get framesPath(): string {
    return join(this.folder, 'frames.zst')
  }

  get framesSize(): number {
    return this.#end
  }

  /** Writes the frame, then its journal line. Appends run one after the other, so both have one order. */
  add(
    chunk: Omit<DataChunk, 'kind' | 'frameOffset' | 'frameLength'>,
    frame: Uint8Array,
  ): Promise<void> {
    return this.#append(async () => {
      const placed: DataChunk = {
        kind: 'data',
        ...chunk,
        frameOffset: this.#end,
        frameLength: frame.length,
      }
      await writeAt(this.#frames, frame, this.#end)
      await this.#writeLine(formatExtent(placed))
      this.#end += frame.length
      this.chunks.set(placed)
    })
  }

  drop(offset: number): Promise<void> {
    return this.#append(async () => {
      if (!this.chunks.get(offset)) return
      await this.#writeLine(`drop ${offset}`)
      this.chunks.delete(offset)
    })
  }

  /** Resolves when all appends that were begun have ended. */
  async settled(): Promise<void> {
    await this.#appending
  }

  async close(): Promise<void> {
    await this.settled()
    await Promise.all([this.#frames.close(), this.#journal.close()])
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  #append(work: () => Promise<void>): Promise<void> {
    const done = this.#appending.then(work)
    this.#appending = done.catch(() => undefined) // The caller gets the failure; the next append may still succeed.
    return done
  }

  /** The end moves only after a whole line: one that failed half-way is overwritten by the next. */
  async #writeLine(line: string) {
    const bytes = Buffer.from(`${line}\n`, 'latin1')
    await writeAt(this.#journal, bytes, this.#journalEnd)
    this.#journalEnd += bytes.length
  }

  async #adopt(whole: DataChunk[]) {
    for (const chunk of whole) {
      this.chunks.set(chunk)
      this.#end = Math.max(this.#end, chunk.frameOffset + chunk.frameLength)
    }
    await this.#frames.truncate(this.#end)
    this.#journalEnd = (await this.#journal.stat()).size
  }
}

async function closeOnFailure(store: BackupStore, work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    await store.close()
    throw error
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, position: number) {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten
  }
}

async function readSize(folder: string): Promise<number | null> {
  const text = await readIfThere(join(folder, 'backup.json'))
  const size = /^\{"size":([1-9][0-9]{0,15})\}$/.exec(text)?.[1]
  return size === undefined ? null : Number(size)
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** The last word on each offset; lines that a power cut has spoilt are passed over. */
async function readJournal(folder: string, size: number): Promise<DataChunk[]> {
  const chunks = new ChunkMap()
  for (const line of (await readIfThere(join(folder, 'journal.txt'))).split('\n')) {
    const dropped = /^drop ([0-9]{1,16})$/.exec(line)?.[1]
    if (dropped !== undefined) chunks.delete(Number(dropped))
    const parsed = parseExtent(line)
    if (parsed.kind === 'ok' && parsed.value.kind === 'data' && isPossible(parsed.value, size)) {
      if (!chunks.overlapped(parsed.value.offset, parsed.value.length)) chunks.set(parsed.value)
    }
  }
  return chunks.sorted()
}

function isPossible(chunk: DataChunk, size: number): boolean {
  const { frameLength } = chunk
  if (frameLength === 0 || frameLength > maximumFrameLength) return false
  return chunkPlaceProblem(chunk.offset, chunk.length, size) === null
}

async function wholeChunks(folder: string, chunks: DataChunk[]): Promise<DataChunk[]> {
  if (chunks.length === 0) return []
  const framesPath = join(folder, 'frames.zst')
  const checked = await runImageTask<'check-chunks'>({ kind: 'check-chunks', framesPath, chunks })
  if (checked.kind === 'refused') throw new ImageRefusal(checked.code, checked.message)
  const offsets = new Set(checked.value.offsets)
  return chunks.filter((chunk) => offsets.has(chunk.offset))
}

import type { Readable } from 'node:stream'
import type { Image, ImageSource } from '../../contract/image.ts'
import type { BackupStore } from './backup-store.ts'
import type { SealBackupOutcome } from './image-tasks.ts'
import { chunkPlaceProblem, chunkSize, maximumFrameLength } from './index-format.ts'
import { decodeFrameAsync, sha256Hex } from './raw-stream.ts'
import { type RawUpload, receiveRawStream } from './raw-upload.ts'
import { type Refused, refused, toRefused } from './refusal.ts'
import { runImageTask } from './run-image-task.ts'

export type BackupChunk = { offset: number; length: number; sha256: string }

export type SealClaim = {
  name: string
  boardSerial: string
  storage: string
  size?: number
  chunkCount: number
  /** Over the lines `<offset> <length> <sha256>\n` of all chunks, sorted by offset. */
  listSha256: string
}

export type SealResult = { kind: 'ok'; image: Image; alreadyThere: boolean } | Refused

/** One backup that is being received. Every method answers with a value; none rejects. */
export type BackupSession = {
  readonly kind: 'ok'
  readonly jobId: string
  readonly size: number
  /** What the station holds, sorted by offset. */
  chunks(): BackupChunk[]
  /** Stores one chunk after checking its frame. The last one for an offset counts. */
  putChunk(
    offset: number,
    length: number,
    sha256: string,
    frame: Uint8Array,
  ): Promise<{ kind: 'ok' } | Refused>
  deleteChunk(offset: number): Promise<{ kind: 'ok' } | Refused>
  /** Takes the whole storage as one raw stream (seed form) instead of chunks; what was held before is dropped. */
  putRawStream(stream: Readable, size: number): Promise<RawUpload | Refused>
  /** Turns the chunks into an image of the library. After a refusal the session is open as before. */
  seal(claim: SealClaim): Promise<SealResult>
  /** Ends the session and deletes what it holds. */
  discard(): Promise<void>
}

/** For the library alone: ends a session and keeps its files, so that it can be resumed. */
export type SuspendableSession = BackupSession & { suspend(): Promise<void> }

/** What a session needs of the library. */
export type SealIntoLibrary = {
  newFolder(): Promise<string>
  publish(
    folder: string,
    facts: { sealed: SealBackupOutcome; name: string; source: ImageSource },
  ): Promise<{ image: Image; alreadyThere: boolean }>
  dropFolder(folder: string): Promise<void>
  /** Aborted when the library closes. */
  signal: AbortSignal
  ended(jobId: string): void
}

/** Chunks that are smaller than 1 MiB are allowed, but not so many that the list itself fills the memory. */
const chunksPerPlace = 4

export function createBackupSession(
  jobId: string,
  store: BackupStore,
  library: SealIntoLibrary,
): SuspendableSession {
  let state: 'open' | 'sealing' | 'closed' = 'open'
  const underWay = new Set<Promise<unknown>>()
  const maximumChunks = Math.ceil(store.size / chunkSize) * chunksPerPlace + 1024

  /** Runs one change of the store; refusals are values, and sealing waits for it. */
  const change = <T extends { kind: 'ok' }>(
    work: () => Promise<T | Refused>,
  ): Promise<T | Refused> => {
    if (state !== 'open') return Promise.resolve(notOpen(state))
    const done = work().catch(toRefused)
    underWay.add(done)
    return done.finally(() => underWay.delete(done))
  }

  const putChunk = async (offset: number, length: number, sha256: string, frame: Uint8Array) => {
    const problem = chunkProblem(offset, length, sha256, frame, store.size)
    if (problem) return refused('chunk-invalid', problem)
    const bytes = await decodeFrameAsync(frame, length)
    if (!bytes || (await sha256Hex(bytes)) !== sha256) return mismatch(offset)
    const held = store.chunks.get(offset)
    if (held?.length === length && held.sha256 === sha256) return { kind: 'ok' } as const
    if (store.chunks.overlapped(offset, length))
      return refused('chunk-invalid', overlapMessage(offset))
    if (!held && store.chunks.size >= maximumChunks)
      return refused('chunk-invalid', tooManyMessage())
    await store.add({ offset, length, sha256 }, frame)
    return { kind: 'ok' } as const
  }

  const seal = async (claim: SealClaim): Promise<SealResult> => {
    if (claim.size !== undefined && claim.size !== store.size) {
      return sizeMismatch(store.size, claim.size)
    }
    if (claim.chunkCount !== store.chunks.size)
      return countMismatch(store.chunks.size, claim.chunkCount)
    const folder = await library.newFolder()
    try {
      const chunks = store.chunks.sorted()
      const { framesPath, framesSize, size } = store
      const sealed = await runImageTask<'seal-backup'>(
        {
          kind: 'seal-backup',
          framesPath,
          framesSize,
          chunks,
          size,
          folder,
          listSha256: claim.listSha256,
        },
        { signal: library.signal },
      )
      if (sealed.kind === 'refused') return sealed
      const { name, boardSerial, storage } = claim
      const source = { kind: 'backup', boardSerial, jobId, storage } as const
      return {
        kind: 'ok',
        ...(await library.publish(folder, { sealed: sealed.value, name, source })),
      }
    } finally {
      await library.dropFolder(folder)
    }
  }

  const end = async () => {
    state = 'closed'
    library.ended(jobId)
    await Promise.all(underWay)
    await store.close()
  }

  return {
    kind: 'ok',
    jobId,
    size: store.size,
    chunks: () =>
      store.chunks.sorted().map(({ offset, length, sha256 }) => ({ offset, length, sha256 })),
    putChunk: (offset, length, sha256, frame) =>
      change(() => putChunk(offset, length, sha256, frame)),
    deleteChunk: (offset) =>
      change(async () => {
        await store.drop(offset)
        return { kind: 'ok' }
      }),
    putRawStream: (stream, size) => change(() => receiveRawStream(stream, size, store)),
    seal: async (claim) => {
      if (state !== 'open') return notOpen(state)
      state = 'sealing'
      await Promise.all(underWay)
      const result = await seal(claim).catch(toRefused)
      if (state === 'sealing') state = 'open'
      if (result.kind === 'refused') return result
      await end()
      await store.remove()
      return result
    },
    discard: async () => {
      if (state === 'closed') return
      await end()
      await store.remove()
    },
    suspend: end,
  }
}

function chunkProblem(
  offset: number,
  length: number,
  sha256: string,
  frame: Uint8Array,
  size: number,
): string | null {
  const wanted = 'See docs/agent-protocol.md, "Backup chunks".'
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
    return `The place of the chunk is not a number. ${wanted}`
  }
  if (!/^[0-9a-f]{64}$/.test(sha256)) return `The chunk's SHA-256 is not 64 hex digits. ${wanted}`
  const place = chunkPlaceProblem(offset, length, size)
  if (place) return `The chunk at byte ${offset} cannot be stored: ${place}. ${wanted}`
  if (frame.length > maximumFrameLength) return `The frame at byte ${offset} is too big. ${wanted}`
  return null
}

function overlapMessage(offset: number): string {
  return `The chunk at byte ${offset} overlaps another one. Delete that one first, or send chunks that begin at multiples of 1 MiB.`
}

function tooManyMessage(): string {
  return 'The board sends too many small chunks. Send chunks of 1 MiB.'
}

function mismatch(offset: number): Refused {
  return refused(
    'chunk-mismatch',
    `The frame for byte ${offset} does not hold what its length and SHA-256 say. It was damaged on the way; send it again.`,
  )
}

function countMismatch(held: number, claimed: number): Refused {
  return refused(
    'list-mismatch',
    `The station holds ${held} chunks, the board has sent ${claimed}. Ask for the list of chunks, and send or delete the difference.`,
  )
}

function sizeMismatch(size: number, claimed: number): Refused {
  return refused(
    'size-mismatch',
    `The backup was begun for a storage of ${size} bytes, but now it has ${claimed}. Start the backup again.`,
  )
}

function notOpen(state: 'sealing' | 'closed'): Refused {
  return state === 'sealing'
    ? refused(
        'backup-busy',
        'The backup is being sealed and takes no changes now. Ask for its state.',
      )
    : refused('backup-closed', 'This backup has ended. Start a new one.')
}

import type { Readable } from 'node:stream'
import { boardLabel } from '../../contract/board.ts'
import type { Refusal } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import type { Fields } from '../protocols/http/reply.ts'
import type { Jobs } from './jobs.ts'

type Chunk = { readonly offset: number; readonly length: number; readonly sha256: string }

/** What a board claims to have sent; the station compares it with what it holds. */
export type CompletionClaim = {
  readonly size: number
  readonly chunks: number
  readonly sha256: string
}

/** One backup that is being received: the part of the image library that this folder needs. */
export type BackupSession = {
  readonly kind: 'ok'
  chunks(): readonly Chunk[]
  putChunk(
    offset: number,
    length: number,
    sha256: string,
    frame: Uint8Array,
  ): Promise<{ kind: 'ok' } | Refusal>
  deleteChunk(offset: number): Promise<{ kind: 'ok' } | Refusal>
  putRawStream(
    stream: Readable,
    size: number,
  ): Promise<{ kind: 'ok'; chunkCount: number; listSha256: string; size: number } | Refusal>
  seal(claim: {
    name: string
    boardSerial: string
    storage: string
    size: number
    chunkCount: number
    listSha256: string
  }): Promise<{ kind: 'ok'; image: { id: string; rawSize: number } } | Refusal>
  discard(): Promise<void>
}

/** A stream that was stored in a file; `remove` deletes the file. */
export type SpooledStream = {
  readonly kind: 'ok'
  readonly size: number
  open(): Readable
  remove(): void
}

export type Backups = {
  /** The session of this job: a new one, or after a restart the one that was begun before. */
  session(job: Job): Promise<BackupSession | Refusal>
  /** Seals and checks the backup in the background; the job tells how it ended. */
  seal(job: Job, claim: CompletionClaim): void
  state(job: Job): Fields
  fail(job: Job, refusal: Refusal): void
  takeRaw(job: Job, stream: Readable): Promise<{ kind: 'ok' } | Refusal>
  /** Frees what a backup that ended without success has stored. */
  clear(job: Job): void
}

export type BackupsOptions = {
  readonly jobs: Jobs
  readonly registry: BoardRegistry
  readonly openSession: (jobId: string, size: number) => Promise<BackupSession | Refusal>
  /** Stores a stream of unknown length in a file, for a client that does not tell the size of its storage. */
  readonly spool: (stream: Readable) => Promise<SpooledStream | Refusal>
  readonly onSealed: (imageId: string) => void
  readonly log: (message: string) => void
}

export function createBackups(options: BackupsOptions): Backups {
  const { jobs, registry, log } = options
  const sessions = new Map<string, Promise<BackupSession | Refusal>>()
  const sealing = new Set<string>()

  const session = (job: Job, size = job.target.sizeBytes): Promise<BackupSession | Refusal> => {
    const known = sessions.get(job.id)
    if (known !== undefined) return known
    const opened = options.openSession(job.id, size)
    sessions.set(job.id, opened)
    return opened
  }

  const takeStream = async (
    job: Job,
    stream: Readable,
    size: number,
  ): Promise<{ kind: 'ok' } | Refusal> => {
    const opened = await session(job, size)
    const taken = opened.kind === 'refused' ? opened : await opened.putRawStream(stream, size)
    if (taken.kind === 'refused') {
      fail(job, taken)
      return taken
    }
    await sealNow(job, { size, chunks: taken.chunkCount, sha256: taken.listSha256 })
    return { kind: 'ok' }
  }

  const fail = (job: Job, refusal: Refusal): void => {
    jobs.advance(job.id, { kind: 'failed', code: refusal.code, message: refusal.message })
  }

  const sealNow = async (job: Job, claim: CompletionClaim): Promise<void> => {
    const opened = await session(job)
    if (opened.kind === 'refused') return fail(job, opened)
    const board = registry.get(job.boardId)
    const sealed = await opened.seal({
      name: job.imageName,
      boardSerial: board?.serial ?? (board === undefined ? job.boardLabel : boardLabel(board)),
      storage: job.target.path,
      size: claim.size,
      chunkCount: claim.chunks,
      listSha256: claim.sha256,
    })
    if (sealed.kind === 'refused') return fail(job, sealed)
    sessions.delete(job.id)
    jobs.advance(job.id, { kind: 'succeeded', verifiedBytes: claim.size, imageId: sealed.image.id })
    registry.change(job.boardId, { netboot: 'local' })
    options.onSealed(sealed.image.id)
  }

  const seal = (job: Job, claim: CompletionClaim): void => {
    if (sealing.has(job.id)) return
    sealing.add(job.id)
    jobs.advance(job.id, {
      kind: 'progress',
      limitedBy: null,
      phase: 'sealing',
      bytesDone: 0,
      bytesTotal: 0,
      bytesPerSecond: 0,
    })
    sealNow(job, claim)
      .catch((error: unknown) => {
        log(`backups: job ${job.id} could not be sealed: ${String(error)}`)
        fail(job, {
          kind: 'refused',
          code: 'internal',
          message: `The backup could not be stored: ${String(error)}. Its log and the log of the station tell more; start the backup again.`,
        })
      })
      .finally(() => sealing.delete(job.id))
  }

  return {
    session,
    seal,
    fail,
    state: (job) => {
      switch (job.state.kind) {
        case 'done':
          return { state: 'done' }
        case 'failed':
          return { state: 'failed', message: job.state.message }
        case 'cancelled':
        case 'cancelling':
          return { state: 'failed', message: 'A person cancelled the backup.' }
        default:
          // `incomplete`: the station was restarted while it sealed; the agent says again that it has sent everything.
          return { state: sealing.has(job.id) ? 'sealing' : 'incomplete' }
      }
    },
    takeRaw: async (job, stream) => {
      if (job.target.sizeBytes > 0) return takeStream(job, stream, job.target.sizeBytes)
      const spooled = await options.spool(stream)
      if (spooled.kind === 'refused') {
        fail(job, spooled)
        return spooled
      }
      try {
        return await takeStream(job, spooled.open(), spooled.size)
      } finally {
        spooled.remove()
      }
    },
    clear: (job) => {
      const opened = sessions.get(job.id)
      sessions.delete(job.id)
      opened
        ?.then((found) => (found.kind === 'ok' ? found.discard() : undefined))
        .catch((error: unknown) =>
          log(`backups: job ${job.id} could not be cleared: ${String(error)}`),
        )
    },
  }
}

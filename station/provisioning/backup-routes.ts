import { z } from 'zod'
import { isOpen, type Job } from '../../contract/job.ts'
import { sendEmpty, sendFields, sendText } from '../protocols/http/reply.ts'
import type { Backups } from './backups.ts'
import { type BoardExchange, type Exchange, refuse, takeBody, takeJson } from './exchange.ts'
import type { Jobs } from './jobs.ts'

/** A frame holds at most 1 MiB of raw bytes; zstd never makes that much bigger. */
const largestFrame = 4 * 1024 * 1024

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const completeSchema = z.object({
  size: z.number().int().positive(),
  chunks: z.number().int().nonnegative(),
  sha256,
})

export type BackupRoutes = {
  list(exchange: BoardExchange): Promise<void>
  put(exchange: BoardExchange): Promise<void>
  remove(exchange: BoardExchange): Promise<void>
  complete(exchange: BoardExchange): Promise<void>
  state(exchange: BoardExchange): Promise<void>
  /** The raw storage as one stream: seed form, with a session token or with the link of compatibility mode. */
  raw(exchange: Exchange, job: Job): Promise<void>
  ownJob(exchange: BoardExchange): Job | null
}

/** The routes by which a board sends its storage: docs/agent-protocol.md, "Backup chunks". */
export function createBackupRoutes(options: {
  readonly jobs: Jobs
  readonly backups: Backups
}): BackupRoutes {
  const { jobs, backups } = options

  const ownJob = (exchange: BoardExchange): Job | null => {
    const job = jobs.get(exchange.parameters[0] ?? '')
    if (job?.kind === 'backup' && job.boardId === exchange.board.id) return job
    refuse(
      exchange,
      404,
      'job-unknown',
      'There is no such backup for this board. Ask for work again.',
    )
    return null
  }

  const openJob = (exchange: BoardExchange): Job | null => {
    const job = ownJob(exchange)
    if (job === null || isOpen(job)) return job
    refuse(exchange, 409, 'job-over', 'This backup has ended. Ask for work again.')
    return null
  }

  return {
    ownJob,
    list: async (exchange) => {
      const job = openJob(exchange)
      if (job === null) return
      const session = await backups.session(job)
      if (session.kind === 'refused') return refuse(exchange, 507, session.code, session.message)
      const lines = session
        .chunks()
        .map((chunk) => `${chunk.offset} ${chunk.length} ${chunk.sha256}\n`)
      sendText(exchange.response, 200, lines.join(''))
    },
    put: async (exchange) => {
      const job = openJob(exchange)
      if (job === null) return
      const { searchParams } = exchange.url
      const hash = sha256.safeParse(searchParams.get('sha256'))
      const [offset, length] = [Number(exchange.parameters[1]), Number(searchParams.get('length'))]
      if (!hash.success || !Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) {
        return refuse(
          exchange,
          400,
          'chunk-not-understood',
          'offset, length and sha256 must be given as docs/agent-protocol.md says.',
        )
      }
      const frame = await takeBody(exchange, largestFrame)
      if (frame === null) return
      const session = await backups.session(job)
      if (session.kind === 'refused') return refuse(exchange, 507, session.code, session.message)
      const result = await session.putChunk(offset, length, hash.data, frame)
      if (result.kind === 'ok') return sendEmpty(exchange.response, 204)
      if (result.code === 'station-disk-full') backups.fail(job, result)
      refuse(exchange, statusOf(result.code), result.code, result.message)
    },
    remove: async (exchange) => {
      const job = openJob(exchange)
      if (job === null) return
      const session = await backups.session(job)
      if (session.kind === 'refused') return refuse(exchange, 507, session.code, session.message)
      const result = await session.deleteChunk(Number(exchange.parameters[1]))
      if (result.kind === 'ok') return sendEmpty(exchange.response, 204)
      refuse(exchange, statusOf(result.code), result.code, result.message)
    },
    complete: async (exchange) => {
      const job = openJob(exchange)
      const claim = job === null ? null : await takeJson(exchange, completeSchema, 4096)
      if (job === null || claim === null) return
      backups.seal(job, claim)
      sendFields(exchange.request, exchange.response, 202, { state: 'sealing' })
    },
    state: async (exchange) => {
      const job = ownJob(exchange)
      if (job === null) return
      sendFields(exchange.request, exchange.response, 200, backups.state(jobs.get(job.id) ?? job))
    },
    raw: async (exchange, job) => {
      const result = await backups.takeRaw(job, exchange.request)
      if (result.kind === 'ok') return sendEmpty(exchange.response, 204)
      refuse(exchange, statusOf(result.code), result.code, result.message)
    },
  }
}

function statusOf(code: string): number {
  if (code === 'station-disk-full') return 507
  return code === 'internal' ? 500 : 400
}

import { z } from 'zod'
import { boardLabel } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { jobPhaseSchema } from '../../contract/job.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import { sendEmpty, sendFields } from '../protocols/http/reply.ts'
import type { Agents } from './agents.ts'
import { type BoardExchange, type Exchange, refuse, takeBody, takeJson } from './exchange.ts'
import type { Jobs } from './jobs.ts'
import { parseRegistrationBody, registrationSchema } from './registration.ts'

const smallBody = 64 * 1024
const pollSeconds = 2
const longestPoll = 20_000

/** What a job is only interrupted by. */
const passingTroubles: ReadonlySet<string> = new Set(['station-unreachable', 'storage-unplugged'])

const count = z.number().nonnegative()
const progressSchema = z.object({
  phase: jobPhaseSchema,
  bytesDone: count,
  bytesTotal: count,
  bytesPerSecond: count,
  // An older agent does not tell, and what a newer one may say more is no reason to lose its progress.
  limitedBy: z.enum(['network', 'decompressing', 'storage']).nullable().catch(null),
})
const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), verifiedBytes: count.default(0) }),
  z.object({ ok: z.literal(false), code: z.string().max(64), message: z.string().max(4_000) }),
])

export type AgentRouteOptions = {
  readonly registry: BoardRegistry
  readonly jobs: Jobs
  readonly agents: Agents
  readonly compatibility: boolean
  readonly baseUrl: () => string
  readonly log: (message: string) => void
}

/** The routes by which an agent registers, asks for work and tells how it goes: docs/agent-protocol.md. */
export type AgentRoutes = {
  register(exchange: Exchange): Promise<void>
  poll(exchange: BoardExchange): Promise<void>
  /** The poll of a client without a session token: compatibility mode. */
  pollInSeedForm(exchange: Exchange): void
  progress(exchange: BoardExchange): Promise<void>
  log(exchange: BoardExchange): Promise<void>
  result(exchange: BoardExchange): Promise<void>
}

export function createAgentRoutes(options: AgentRouteOptions): AgentRoutes {
  const { registry, jobs, agents, baseUrl } = options

  const ownJob = (exchange: BoardExchange): Job | null => {
    const job = jobs.get(exchange.parameters[0] ?? '')
    if (job?.boardId === exchange.board.id) return job
    refuse(exchange, 404, 'job-unknown', 'There is no such job for this board. Ask for work again.')
    return null
  }

  return {
    register: async (exchange) => {
      const body = await takeJson(exchange, registrationSchema, smallBody, parseRegistrationBody)
      if (body === null) return
      const result = agents.register(body)
      switch (result.kind) {
        case 'refused':
          return refuse(exchange, 403, result.code, result.message)
        case 'waiting':
          return answer(exchange, { state: 'waiting-for-approval', poll_seconds: pollSeconds })
        case 'registered':
          options.log(`agents: ${boardLabel(result.board)} registered from ${body.ip}`)
          return answer(exchange, {
            state: 'registered',
            token: result.token,
            board: result.board.id,
            poll_seconds: pollSeconds,
          })
      }
    },
    poll: async (exchange) => {
      const { board } = exchange
      registry.see({ kind: 'heard', boardId: board.id })
      const gone = new AbortController()
      exchange.response.once('close', () => gone.abort())
      let action = agents.nextAction(board, baseUrl(), 'agent')
      if (action.action === 'none') {
        await agents.wait(board.id, longestPoll, gone.signal)
        // An action that can't be delivered any more must not be taken from the board's list.
        if (gone.signal.aborted) return
        action = agents.nextAction(registry.get(board.id) ?? board, baseUrl(), 'agent')
        registry.see({ kind: 'heard', boardId: board.id })
      }
      answer(exchange, action)
    },
    pollInSeedForm: (exchange) => {
      const mac = exchange.url.searchParams.get('mac')?.toLowerCase().replaceAll('-', ':') ?? ''
      const board = registry.byMac(mac)
      if (!options.compatibility || board === undefined) {
        return refuse(
          exchange,
          401,
          'token-missing',
          'This request has no valid session token. Register first.',
        )
      }
      registry.see({ kind: 'heard', boardId: board.id })
      answer(
        exchange,
        board.approved ? agents.nextAction(board, baseUrl(), 'seed') : { action: 'none' },
      )
    },
    progress: async (exchange) => {
      const job = ownJob(exchange)
      const progress = job === null ? null : await takeJson(exchange, progressSchema, smallBody)
      if (job === null || progress === null) return
      registry.see({ kind: 'heard', boardId: job.boardId })
      if (agents.takeHandedOut(job.id)) jobs.begin(job.id)
      const after = jobs.advance(job.id, { kind: 'progress', ...progress }) ?? job
      // A backup may be done here before its board has sent its last progress; that is no reason to stop it.
      const mayGoOn = after.state.kind === 'running' || after.state.kind === 'done'
      answer(exchange, { continue: mayGoOn ? 1 : 0 })
    },
    log: async (exchange) => {
      const job = ownJob(exchange)
      const body = job === null ? null : await takeBody(exchange, smallBody)
      if (job === null || body === null) return
      jobs.addLog(job.id, body.toString('utf8'))
      sendEmpty(exchange.response, 204)
    },
    result: async (exchange) => {
      const job = ownJob(exchange)
      const result = job === null ? null : await takeJson(exchange, resultSchema, smallBody)
      if (job === null || result === null) return
      answer(exchange, { next: takeResult(options, job, result) })
    },
  }
}

function takeResult(
  { jobs, registry }: AgentRouteOptions,
  job: Job,
  result: z.infer<typeof resultSchema>,
): 'reboot' | 'stay' {
  if (!result.ok) {
    jobs.addLog(job.id, `the board says: ${result.code}: ${result.message}`)
    // The line broke, or the drive was taken out; nothing is wrong with the job: it goes on as soon as the board asks for work.
    jobs.advance(
      job.id,
      passingTroubles.has(result.code) ? { kind: 'lost' } : { kind: 'failed', ...result },
    )
    return 'stay'
  }
  // A backup has ended when the station has sealed and checked it, not when the board says so.
  if (job.kind === 'deploy') {
    jobs.advance(job.id, { kind: 'succeeded', verifiedBytes: result.verifiedBytes, imageId: null })
  }
  if (jobs.get(job.id)?.state.kind !== 'done') return 'stay'
  registry.change(job.boardId, { netboot: 'local' })
  return 'reboot'
}

function answer(exchange: Exchange, fields: Record<string, string | number>): void {
  sendFields(exchange.request, exchange.response, 200, fields)
}

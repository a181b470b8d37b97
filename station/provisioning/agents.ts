import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import type { Fields } from '../protocols/http/reply.ts'
import { type AgentCommand, jobAction } from './action.ts'
import type { Credentials } from './credentials.ts'
import { targetProblem } from './job-plan.ts'
import type { Jobs } from './jobs.ts'
import { type Registration, toReport } from './registration.ts'
import { createWaitingAgents } from './waiting-agents.ts'

/** What came of a registration. */
export type RegistrationResult =
  | { readonly kind: 'registered'; readonly board: Board; readonly token: string }
  | { readonly kind: 'waiting'; readonly board: Board }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

/** Whether a client speaks the agent protocol or only the two routes of the seed (compatibility mode). */
export type AgentForm = 'agent' | 'seed'

/** The running agents: who they are, and what they are told to do. */
export type Agents = {
  register(registration: Registration): RegistrationResult
  /** What this agent, which has nothing to do, shall do now. Changes the job's state when that follows from its asking. */
  nextAction(board: Board, base: string, form: AgentForm): Fields
  /** Waits until something may have changed for the board. */
  wait(boardId: string, milliseconds: number, signal: AbortSignal): Promise<void>
  wake(boardId: string): void
  wakeAll(): void
  command(boardId: string, command: AgentCommand): void
  /** True once for each time a job was handed out: the next progress message begins a new attempt. */
  takeHandedOut(jobId: string): boolean
  /** The job that a compatibility-mode link belongs to, or undefined. */
  jobOfGrant(grant: string): Job | undefined
}

export type AgentsOptions = {
  readonly registry: BoardRegistry
  readonly jobs: Jobs
  readonly credentials: Credentials
  readonly compatibility: boolean
  readonly log: (message: string) => void
  readonly newGrant: () => string
}

export function createAgents(options: AgentsOptions): Agents {
  const { registry, jobs, credentials, log } = options
  const waiting = createWaitingAgents()
  const commands = new Map<string, AgentCommand>()
  const handedOut = new Set<string>()
  const grants = new Map<string, string>()

  const grantOf = (job: Job): string => {
    const known = [...grants].find(([, jobId]) => jobId === job.id)
    if (known !== undefined) return known[0]
    const grant = options.newGrant()
    grants.set(grant, job.id)
    return grant
  }

  const registerWithToken = (registration: Registration, bootToken: string): RegistrationResult => {
    const boardId = credentials.boardOfBootToken(bootToken)
    const macs = [registration.mac, ...(registration.macs ?? [])]
    const board = boardId === null ? undefined : registry.get(boardId)
    if (board === undefined || !macs.some((mac) => board.macs.includes(mac))) {
      log(
        `agents: ${registration.mac} came with a boot token that is unknown, spent or of another board`,
      )
      return {
        kind: 'refused',
        code: 'boot-token-unknown',
        message:
          'The boot token is unknown, was used before, is older than ten minutes, or belongs to another board. Start the board again; it then gets a new one.',
      }
    }
    const seen =
      registry.see({ kind: 'registered', report: toReport(registration), waiting: false }) ?? board
    return { kind: 'registered', board: seen, token: credentials.openSession(seen.id) }
  }

  const registerByHand = (registration: Registration): RegistrationResult => {
    const report = toReport(registration)
    const isSeedForm = registration.agent === undefined
    if (isSeedForm && !options.compatibility) {
      return {
        kind: 'refused',
        code: 'compatibility-off',
        message:
          'This client does not speak the agent protocol, and compatibility mode is off. Start the station with --compatibility, or use the provisioning client of this station.',
      }
    }
    const approved = registry.byMac(report.mac)?.approved ?? false
    const board = registry.see({ kind: 'registered', report, waiting: !approved })
    if (board === undefined || !approved) {
      return board === undefined
        ? {
            kind: 'refused',
            code: 'internal',
            message: 'The board could not be entered. Look into the log of the station.',
          }
        : { kind: 'waiting', board }
    }
    if (isSeedForm) return { kind: 'registered', board, token: '' }
    // One approval lets in one agent: the next one that says it is this board is asked about again.
    registry.change(board.id, { approved: false })
    return { kind: 'registered', board, token: credentials.openSession(board.id) }
  }

  const jobFields = (board: Board, base: string, form: AgentForm): Fields => {
    const job = jobs.openJobOf(board.id)
    if (job === undefined) return { action: 'none' }
    const current = jobs.advance(job.id, { kind: 'idle' }) ?? job
    if (jobs.openJobOf(board.id) === undefined) return { action: 'none' }
    // A seed-era client reports no storage; there is nothing to compare, so a person's approval stands for it.
    const problem = form === 'seed' ? null : targetProblem(current, board)
    if (problem !== null) {
      jobs.advance(current.id, { kind: 'failed', code: problem.code, message: problem.message })
      return { action: 'none' }
    }
    handedOut.add(current.id)
    return jobAction(current, base, form === 'seed' ? grantOf(current) : null)
  }

  return {
    register: (registration) =>
      registration.bootToken === undefined || registration.bootToken === ''
        ? registerByHand(registration)
        : registerWithToken(registration, registration.bootToken),
    nextAction: (board, base, form) => {
      const command = commands.get(board.id)
      if (command !== undefined) {
        commands.delete(board.id)
        return { action: command }
      }
      return jobFields(board, base, form)
    },
    wait: waiting.wait,
    wake: waiting.wake,
    wakeAll: waiting.wakeAll,
    command: (boardId, command) => {
      commands.set(boardId, command)
      waiting.wake(boardId)
    },
    takeHandedOut: (jobId) => handedOut.delete(jobId),
    jobOfGrant: (grant) => {
      const jobId = grants.get(grant)
      return jobId === undefined ? undefined : jobs.get(jobId)
    },
  }
}

/** The same agents for a place where nobody is let in by hand: there is no board there that a person could look at. */
export function onlyWithBootToken(agents: Agents): Agents {
  return {
    ...agents,
    register: (registration) =>
      registration.bootToken === undefined || registration.bootToken === ''
        ? {
            kind: 'refused',
            code: 'boot-token-missing',
            message: 'Only agents that this station has started itself may register here.',
          }
        : agents.register(registration),
  }
}

import type { Board } from '../../contract/board.ts'
import { assertNever } from '../../contract/errors.ts'
import type { Job, JobPhase } from '../../contract/job.ts'
import type { StuckCode } from '../../contract/stuck.ts'
import { outcomeStands } from './board-situation.ts'

export type RailStepName =
  | 'power'
  | 'address'
  | 'boot-files'
  | 'agent'
  | 'ready'
  | 'writing'
  | 'verifying'
  | 'reading'
  | 'sealing'
  | 'done'
  // Of boards on USB cables: logic/usb-rail.ts.
  | 'boot-code'
  | 'returning'
  | 'booted'

/** `stopped`: it came this far and does not go on by itself. `waiting`: a person must do something. */
export type RailStepState = 'passed' | 'current' | 'waiting' | 'stopped' | 'ahead'

export type RailStep = { readonly name: RailStepName; readonly state: RailStepState }

const bootSteps = ['power', 'address', 'boot-files', 'agent', 'ready'] as const
const deploySteps: readonly RailStepName[] = [...bootSteps, 'writing', 'verifying', 'done']
/** Over a USB cable boot files come before the network. */
const usbBootSteps: readonly RailStepName[] = ['power', 'boot-files', 'address', 'agent', 'ready']
const backupSteps: readonly RailStepName[] = [...bootSteps, 'reading', 'sealing', 'done']

type Mark = { readonly name: RailStepName; readonly state: RailStepState }

/** The stages from power to done, and where the board is. The newest job decides the second half. */
export function railOf(board: Board, newestJob: Job | null): readonly RailStep[] {
  const steps = stepsOf(board, newestJob)
  const mark = markOf(board, newestJob)
  const at = mark ? steps.indexOf(mark.name) : -1
  return steps.map((name, index) => ({
    name,
    state: mark && index === at ? mark.state : index < at ? 'passed' : 'ahead',
  }))
}

function stepsOf(board: Board, newestJob: Job | null): readonly RailStepName[] {
  const steps = newestJob?.kind === 'backup' ? backupSteps : deploySteps
  return board.link === 'usb' ? [...usbBootSteps, ...steps.slice(usbBootSteps.length)] : steps
}

function markOf(board: Board, job: Job | null): Mark | null {
  if (!job || !outcomeStands(board, job)) return bootMark(board)
  const { state } = job
  const work = job.kind === 'deploy' ? 'writing' : 'reading'
  switch (state.kind) {
    case 'armed':
      return bootMark(board)
    case 'running':
      return { name: stepOfPhase(state.progress.phase, work), state: 'current' }
    case 'interrupted':
      return { name: stepOfPhase(state.progress.phase, work), state: 'waiting' }
    case 'cancelling':
      return { name: stepOfPhase(state.progress.phase, work), state: 'stopped' }
    case 'failed':
    case 'cancelled':
      return { name: work, state: 'stopped' }
    case 'unverified':
      return { name: job.kind === 'deploy' ? 'verifying' : 'sealing', state: 'stopped' }
    case 'done':
      return { name: 'done', state: 'passed' }
    default:
      return assertNever(state)
  }
}

/** Where a board is stuck for a reason. It tries again and again, and its stage with it; the mark stays. */
const stoppedAt: Partial<Record<StuckCode, RailStepName>> = {
  'offer-not-taken': 'power',
  'foreign-dhcp': 'power',
  'no-boot-files-asked': 'address',
  'file-missing': 'boot-files',
  'answers-lost': 'boot-files',
  'transfer-stopped': 'boot-files',
  'stopped-between-files': 'boot-files',
  'agent-never-called': 'boot-files',
}

function bootMark({ stage, stuck, link }: Board): Mark | null {
  const stopped = stuck && stoppedAt[stuck.code]
  if (stopped) return { name: stopped, state: 'stopped' }
  switch (stage.kind) {
    case 'power':
    case 'address':
    case 'boot-files':
      return { name: stage.kind, state: stuck ? 'stopped' : 'current' }
    case 'waiting-for-approval':
      return { name: 'agent', state: 'waiting' }
    case 'ready':
      return { name: 'ready', state: 'passed' }
    case 'local':
      return { name: link === 'usb' ? 'power' : 'address', state: 'passed' }
    case 'silent':
      return null
    default:
      return assertNever(stage)
  }
}

function stepOfPhase(phase: JobPhase, work: 'writing' | 'reading'): RailStepName {
  switch (phase) {
    case 'starting':
    case 'checking':
    case 'erasing':
      return work
    case 'writing':
    case 'verifying':
    case 'reading':
    case 'sealing':
      return phase
    case 'finishing':
      return work === 'writing' ? 'verifying' : 'sealing'
    case 'uploading':
      return 'reading'
    default:
      return assertNever(phase)
  }
}

import type { Board } from '../../contract/board.ts'
import { assertNever } from '../../contract/errors.ts'
import type { Job } from '../../contract/job.ts'

/** What matters about a board at a glance: its boot stage and its newest job put together. */
export type Situation =
  | 'booting'
  | 'stuck'
  | 'needs-approval'
  | 'ready'
  | 'armed'
  | 'working'
  | 'interrupted'
  | 'cancelling'
  | 'done'
  | 'unverified'
  | 'failed'
  | 'cancelled'
  | 'local'
  | 'silent'

/** In the order in which the header counts them: what needs a person first. */
export const situations: readonly Situation[] = [
  'failed',
  'stuck',
  'needs-approval',
  'interrupted',
  'unverified',
  'working',
  'cancelling',
  'armed',
  'booting',
  'ready',
  'done',
  'cancelled',
  'local',
  'silent',
]

/** Puts a board's stage and its newest job (null: it never had one) into one word. */
export function situationOf(board: Board, newestJob: Job | null): Situation {
  if (!newestJob || !outcomeStands(board, newestJob)) return stageSituation(board)
  // A job that waits for a board that does not come needs a person, and the board says why.
  const waits = newestJob.state.kind === 'armed' || newestJob.state.kind === 'interrupted'
  return waits && board.stuck ? 'stuck' : jobSituation(newestJob)
}

/** Since when it is so. A stuck board that tries again and again begins its stage anew each time: it is stuck since the first. */
export function situationSince(board: Board, newestJob: Job | null): number {
  const { stuck, stage } = board
  return stuck && situationOf(board, newestJob) === 'stuck' ? stuck.since : stage.since
}

/** True while the job tells more about the board than its boot stage: it is open, or nothing newer happened. */
export function outcomeStands(board: Board, job: Job): boolean {
  const { state } = job
  if (!('finishedAt' in state)) return true
  const { stage } = board
  // After its job a board goes home (local) or is unplugged (silent): what was achieved still holds.
  return stage.kind === 'local' || stage.kind === 'silent' || stage.since <= state.finishedAt
}

function jobSituation(job: Job): Situation {
  return job.state.kind === 'running' ? 'working' : job.state.kind
}

function stageSituation({ stage, stuck }: Board): Situation {
  if (stuck) return 'stuck'
  switch (stage.kind) {
    case 'power':
    case 'address':
    case 'boot-files':
      return 'booting'
    case 'waiting-for-approval':
      return 'needs-approval'
    case 'ready':
    case 'local':
    case 'silent':
      return stage.kind
    default:
      return assertNever(stage)
  }
}

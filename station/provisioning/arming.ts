import type { Board } from '../../contract/board.ts'
import type { Refusal } from '../../contract/errors.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import type { Agents } from './agents.ts'
import type { BackupWish, DeployWish } from './job-plan.ts'
import type { Jobs } from './jobs.ts'

/** The one way to an armed job: it is stored, its board is let into our agent, its agent is told, and the audit log keeps it. */
export type Arming = {
  arm(board: Board, wish: DeployWish | BackupWish, batchId?: string): Job | Refusal
  retry(job: Job, board: Board, image: Image | undefined): Job | Refusal
}

export function createArming(options: {
  readonly jobs: Jobs
  readonly registry: BoardRegistry
  readonly agents: Agents
  /** Does not throw: the job is armed by then. */
  readonly audit: (action: string, subject: string, details: Record<string, unknown>) => void
}): Arming {
  const announce = (job: Job | Refusal): Job | Refusal => {
    if (job.kind === 'refused') return job
    const { batchId, imageId, target } = job
    options.registry.change(job.boardId, { netboot: 'agent' })
    options.agents.wake(job.boardId)
    options.audit(job.kind, job.boardId, { job: job.id, image: imageId, target, batch: batchId })
    return job
  }
  return {
    arm: (board, wish, batchId) => announce(options.jobs.arm(board, wish, batchId)),
    retry: (job, board, image) => announce(options.jobs.retry(job, board, image)),
  }
}

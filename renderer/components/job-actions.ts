import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { ask } from '../api/ask.ts'
import { openDialog } from '../stores/dialog.ts'

/** Cancels a job: at once while nothing has begun, else after a question. */
export function cancelJob(job: Job): void {
  if (job.state.kind === 'armed') ask((station) => station.jobs.cancel({ id: job.id }))
  else openDialog({ kind: 'cancel', job })
}

/** Does a job again: a backup at once, a deploy after the same confirmation as the first time. */
export function retryJob(job: Job, board: Board): void {
  if (job.kind === 'backup') ask((station) => station.jobs.retry({ id: job.id }))
  else openDialog({ kind: 'retry', boardId: board.id, job })
}

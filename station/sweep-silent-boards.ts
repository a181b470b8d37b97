import type { BoardRegistry } from './boards/registry.ts'
import type { Jobs } from './provisioning/jobs.ts'

/** How long a board may say nothing before it counts as gone: its agent polls every 20 s, and reports twice a second while it works. */
const silenceOfIdleBoard = 50_000
const silenceOfWorkingBoard = 15_000

/** Marks boards of which nothing was heard for too long, and interrupts their jobs. */
export function sweepSilentBoards(
  boards: BoardRegistry,
  jobs: Jobs,
  idleSilence: number = silenceOfIdleBoard,
): void {
  const silent = boards.sweep((board) =>
    jobs.openJobOf(board.id)?.state.kind === 'running' ? silenceOfWorkingBoard : idleSilence,
  )
  for (const board of silent) {
    const job = jobs.openJobOf(board.id)
    if (job !== undefined) jobs.advance(job.id, { kind: 'lost' })
  }
}

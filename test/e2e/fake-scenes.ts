import type { Job, JobProgress, JobState } from '../../contract/job.ts'
import type { FakeBench } from './fake-bench.ts'

const progress: JobProgress = {
  phase: 'writing',
  bytesDone: 612_000_000,
  bytesTotal: 992_000_000,
  bytesPerSecond: 84_200_000,
  secondsLeft: 5,
}

/** Puts one board of the bench into every state of a job, and adds a warning. */
export function showEverything(bench: FakeBench): void {
  const now = Date.now()
  const states: readonly JobState[] = [
    { kind: 'running', progress },
    { kind: 'interrupted', since: now - 42_000, progress: { ...progress, phase: 'verifying' } },
    { kind: 'done', finishedAt: now - 60_000, verifiedBytes: 992_000_000 },
    {
      kind: 'failed',
      finishedAt: now - 5000,
      code: 'verify-mismatch',
      message:
        'The storage did not give back what was written: byte 412,090,368 differs. The storage is probably worn out. Try once more; if it fails at the same place, replace it.',
    },
    { kind: 'cancelled', finishedAt: now - 7000 },
    { kind: 'unverified', finishedAt: now - 8000, sentBytes: 1_600_000_000 },
    { kind: 'armed' },
  ]
  const ids = [...bench.boards.keys()]
  const stages = [0, 1, 7, 2, 6, 3, 5]
  states.forEach((state, index) => {
    const boardId = ids[stages[index] ?? 0]
    if (boardId) bench.setJob(jobIn(bench, boardId, state, now - 90_000 - index))
  })
  const backup = ids[10]
  if (backup) {
    const state: JobState = { kind: 'running', progress: { ...progress, phase: 'uploading' } }
    bench.setJob({
      ...jobIn(bench, backup, state, now - 30_000),
      kind: 'backup',
      imageId: null,
      imageName: 'north hall 2026-05-20',
    })
  }
  bench.setStatus({
    ...bench.status,
    warnings: [
      {
        id: 'pool',
        since: now,
        message:
          'All 40 addresses are given out, so new boards get none. Forget boards that are gone, or choose a larger network.',
      },
    ],
  })
}

function jobIn(bench: FakeBench, boardId: string, state: JobState, createdAt: number): Job {
  const board = bench.boards.get(boardId)
  return {
    id: `scene-${boardId}`,
    kind: 'deploy',
    boardId,
    boardLabel: board?.name ?? board?.serial ?? boardId,
    imageId: 'image-Raspberry-Pi-OS-Lite-2026-05',
    imageName: 'Raspberry Pi OS Lite 2026-05',
    target: { path: '/dev/mmcblk0', sizeBytes: 7_818_182_656, cid: '' },
    state,
    createdAt,
    startedAt: state.kind === 'armed' ? null : createdAt + 1000,
    attempts: state.kind === 'interrupted' ? 2 : 1,
  }
}

import { expect, test } from 'vitest'
import type { Job, JobState } from '../../contract/job.ts'
import { advanceJob, beginAttempt, type JobEvent } from './job-state.ts'

const progress = {
  phase: 'writing',
  bytesDone: 5,
  bytesTotal: 10,
  bytesPerSecond: 1,
  limitedBy: null,
} as const
const measured = { ...progress, secondsLeft: 5 }

function job(state: JobState): Job {
  return {
    id: 'a',
    kind: 'deploy',
    boardId: 'b',
    boardLabel: 'b',
    boardSerial: null,
    boardModel: null,
    batchId: null,
    note: '',
    imageId: 'c',
    imageName: 'c',
    target: { path: '/dev/mmcblk0', sizeBytes: 10, cid: '' },
    state,
    createdAt: 0,
    startedAt: null,
    attempts: 0,
  }
}

test.each<[JobState, JobEvent, JobState]>([
  [{ kind: 'armed' }, { kind: 'progress', ...progress }, { kind: 'running', progress: measured }],
  [{ kind: 'armed' }, { kind: 'lost' }, { kind: 'armed' }],
  [{ kind: 'armed' }, { kind: 'cancel' }, { kind: 'cancelled', finishedAt: 7 }],
  [
    { kind: 'running', progress: measured },
    { kind: 'lost' },
    {
      kind: 'interrupted',
      since: 7,
      progress: { ...measured, bytesPerSecond: 0, secondsLeft: null },
    },
  ],
  [
    { kind: 'running', progress: measured },
    { kind: 'cancel' },
    { kind: 'cancelling', progress: measured },
  ],
  [
    { kind: 'interrupted', since: 1, progress: measured },
    { kind: 'cancel' },
    { kind: 'cancelled', finishedAt: 7 },
  ],
  [
    { kind: 'cancelling', progress: measured },
    { kind: 'idle' },
    { kind: 'cancelled', finishedAt: 7 },
  ],
  [
    { kind: 'cancelling', progress: measured },
    { kind: 'progress', ...progress },
    { kind: 'cancelling', progress: measured },
  ],
  [
    { kind: 'running', progress: measured },
    { kind: 'succeeded', verifiedBytes: 10, imageId: null },
    { kind: 'done', finishedAt: 7, verifiedBytes: 10 },
  ],
  [
    { kind: 'running', progress: measured },
    { kind: 'failed', code: 'verify-mismatch', message: 'm' },
    { kind: 'failed', finishedAt: 7, code: 'verify-mismatch', message: 'm' },
  ],
  [
    { kind: 'cancelling', progress: measured },
    { kind: 'failed', code: 'cancelled', message: 'm' },
    { kind: 'cancelled', finishedAt: 7 },
  ],
  [
    { kind: 'done', finishedAt: 1, verifiedBytes: 10 },
    { kind: 'failed', code: 'x', message: 'm' },
    { kind: 'done', finishedAt: 1, verifiedBytes: 10 },
  ],
])('a job that is %o becomes, by %o, %o', (before, event, after) => {
  expect(advanceJob(job(before), event, 7).state).toEqual(after)
})

test('each attempt of a board is counted, and none of a job that has ended', () => {
  const once = beginAttempt(job({ kind: 'armed' }), 7)
  expect(once).toMatchObject({ attempts: 1, startedAt: 7, state: { kind: 'running' } })
  expect(beginAttempt(once, 9)).toMatchObject({ attempts: 2, startedAt: 7 })
  const ended = job({ kind: 'cancelled', finishedAt: 1 })
  expect(beginAttempt(ended, 9)).toBe(ended)
})

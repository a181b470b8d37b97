import { expect, test } from 'vitest'
import { batchProgress, secondsUntil } from './batch-progress.ts'
import { jobIn, progress } from './test-data.ts'

test('jobs of a batch are counted by how they ended', () => {
  const jobs = new Map(
    [
      jobIn({ kind: 'done', finishedAt: 1, verifiedBytes: 1 }, { id: 'a' }),
      jobIn({ kind: 'failed', finishedAt: 1, code: '', message: '' }, { id: 'b' }),
      jobIn({ kind: 'running', progress }, { id: 'c' }),
      jobIn({ kind: 'done', finishedAt: 1, verifiedBytes: 1 }, { id: 'of another batch' }),
    ].map((job) => [job.id, job]),
  )
  expect(batchProgress({ jobIds: ['a', 'b', 'c', 'not known'] }, jobs)).toEqual({
    begun: 4,
    done: 1,
    failed: 1,
  })
})

test('a countdown shows 1 until its last instant and never less than 0', () => {
  expect(secondsUntil(10_000, 1)).toBe(10)
  expect(secondsUntil(10_000, 9_999)).toBe(1)
  expect(secondsUntil(10_000, 12_000)).toBe(0)
})

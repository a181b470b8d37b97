import { expect, test } from 'vitest'
import { jobDuration, meanRate, outcomeOf } from './job-outcome.ts'
import { jobIn, progress } from './test-data.ts'

const done = jobIn(
  { kind: 'done', finishedAt: 21_000, verifiedBytes: 400_000_000 },
  { startedAt: 1000 },
)

test('a job took from its begin to its end, and its rate is over all of that', () => {
  expect(jobDuration(done)).toBe(20_000)
  expect(meanRate(done)).toBe(20_000_000)
})

test('what has not ended, or never began, has no duration and no rate', () => {
  const running = jobIn({ kind: 'running', progress }, { startedAt: 1000 })
  const never = jobIn({ kind: 'cancelled', finishedAt: 5 })
  expect([jobDuration(running), meanRate(running), jobDuration(never)]).toEqual([null, null, null])
})

test('every state that is not an end is open', () => {
  expect(outcomeOf(done)).toBe('done')
  expect(outcomeOf(jobIn({ kind: 'armed' }))).toBe('open')
  expect(outcomeOf(jobIn({ kind: 'interrupted', since: 1, progress }))).toBe('open')
  expect(outcomeOf(jobIn({ kind: 'cancelled', finishedAt: 1 }))).toBe('cancelled')
})

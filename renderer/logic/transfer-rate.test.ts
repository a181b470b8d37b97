import { expect, test } from 'vitest'
import { type RateSample, rateOf, secondsLeft, withSample } from './transfer-rate.ts'

function samplesOf(...counts: readonly (readonly [at: number, bytes: number])[]) {
  return counts.reduce<readonly RateSample[]>(
    (samples, [at, bytes]) => withSample(samples, { at, bytes }),
    [],
  )
}

test('the rate is that of the last seconds, not of the whole', () => {
  expect(rateOf(samplesOf([0, 0], [1000, 50_000_000], [10_000, 60_000_000]))).toBeNull()
  expect(rateOf(samplesOf([0, 0], [4000, 40], [8000, 80], [12_000, 160]))).toBe(15)
})

test('nothing is told after a moment, and after a new beginning', () => {
  expect(rateOf(samplesOf([0, 0], [400, 1000]))).toBeNull()
  expect(rateOf(samplesOf([0, 0], [1000, 5000], [2000, 10]))).toBeNull()
})

test('the time left follows from the rate, where there is one', () => {
  expect(secondsLeft(100, 500, 1500)).toBe(10)
  expect(secondsLeft(100, 500, 0)).toBeNull()
  expect(secondsLeft(null, 500, 1500)).toBeNull()
  expect(secondsLeft(0, 500, 1500)).toBeNull()
})

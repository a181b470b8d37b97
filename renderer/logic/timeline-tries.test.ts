import { expect, test } from 'vitest'
import type { TimelineCode, TimelineEntry } from '../../contract/timeline.ts'
import { joinTries } from './timeline-tries.ts'

function entry(at: number, code: TimelineCode, detail = ''): TimelineEntry {
  return { at, code, detail, jobId: null }
}

test('a board that tries again and again has each step once, with a count and the first time', () => {
  const rounds = [9, 6, 3].flatMap((at) => [
    entry(at + 2, 'stage-boot-files', 'start4.elf'),
    entry(at + 1, 'stage-address', '10.0.0.2'),
    entry(at, 'stage-power'),
  ])
  const told = joinTries([...rounds, entry(2, 'stage-ready')])
  expect(told.map(({ code, times, at, firstAt }) => [code, times, at, firstAt])).toEqual([
    ['stage-boot-files', 3, 11, 5],
    ['stage-address', 3, 10, 4],
    ['stage-power', 3, 9, 3],
    ['stage-ready', 1, 2, 2],
  ])
})

test('what came before something else happened is told apart', () => {
  const told = joinTries([
    entry(3, 'stage-power'),
    entry(2, 'person-rebooted'),
    entry(1, 'stage-power'),
  ])
  expect(told.map(({ times }) => times)).toEqual([1, 1, 1])
})

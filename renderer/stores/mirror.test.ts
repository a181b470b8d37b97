import { expect, test } from 'vitest'
import type { Snapshot, StationEvent } from '../../contract/station-event.ts'
import { boardAt, imageNamed, jobIn, progress } from '../logic/test-data.ts'
import { applyEvents, emptyMirror } from './mirror.ts'

const board = boardAt({ kind: 'ready', since: 1 })
const snapshot: Snapshot = {
  status: {
    version: '0.1.0',
    startedAt: 0,
    serving: { kind: 'stopped' },
    warnings: [],
    batch: null,
    simulated: true,
  },
  boards: [board],
  jobs: [jobIn({ kind: 'armed' })],
  images: [imageNamed('Lite')],
  imports: [],
}
const first: StationEvent = { kind: 'snapshot', snapshot }

test('a snapshot replaces whatever was there before', () => {
  const stale = applyEvents(emptyMirror, [
    { kind: 'boardChanged', board: boardAt({ kind: 'ready', since: 1 }, { id: 'gone' }) },
  ])
  const mirror = applyEvents(stale, [first])
  expect([...mirror.boards.keys()]).toEqual(['board-1'])
  expect(mirror.status?.simulated).toBe(true)
})

test('a change of one thing leaves everything else identical', () => {
  const before = applyEvents(emptyMirror, [first])
  const after = applyEvents(before, [
    { kind: 'jobChanged', job: jobIn({ kind: 'running', progress }) },
  ])
  expect(after.boards).toBe(before.boards)
  expect(after.images).toBe(before.images)
  expect(after.newestJobs.get('board-1')?.state.kind).toBe('running')
  expect(before.newestJobs.get('board-1')?.state.kind).toBe('armed')
})

test('a drive of the station’s computer is a board for its jobs, and not one of the bench', () => {
  const alone = applyEvents(emptyMirror, [first])
  expect(alone.benchBoards).toBe(alone.boards)
  const drive = boardAt({ kind: 'ready', since: 1 }, { id: 'drive-1', link: 'drive' })
  const both = applyEvents(alone, [{ kind: 'boardChanged', board: drive }])
  expect([...both.boards.keys()]).toEqual(['board-1', 'drive-1'])
  expect([...both.benchBoards.keys()]).toEqual(['board-1'])
})

test('the newest job of a board counts, not the one that changed last', () => {
  const newer = jobIn({ kind: 'armed' }, { id: 'job-2', createdAt: 20 })
  const mirror = applyEvents(emptyMirror, [
    { kind: 'jobChanged', job: newer },
    { kind: 'jobChanged', job: jobIn({ kind: 'cancelled', finishedAt: 30 }) },
  ])
  expect(mirror.newestJobs.get('board-1')?.id).toBe('job-2')
})

test('what was forgotten and removed is gone', () => {
  const mirror = applyEvents(emptyMirror, [
    first,
    { kind: 'boardForgotten', id: 'board-1' },
    { kind: 'jobForgotten', id: 'job-1' },
    { kind: 'imageRemoved', id: 'image-1' },
  ])
  expect([
    mirror.boards.size,
    mirror.jobs.size,
    mirror.newestJobs.size,
    mirror.images.size,
  ]).toEqual([0, 0, 0, 0])
})

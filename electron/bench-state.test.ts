import { expect, test } from 'vitest'
import { boardSchema } from '../contract/board.ts'
import { type Job, jobSchema } from '../contract/job.ts'
import type { Snapshot, StationEvent } from '../contract/station-event.ts'
import { applyEvents, emptyBench, summarize, workingJobs } from './bench-state.ts'
import { noticeOf } from './job-notices.ts'
import { quitQuestion } from './quit-question.ts'
import { english } from './words/english.ts'
import { german } from './words/german.ts'

const progress = {
  phase: 'writing',
  bytesDone: 1,
  bytesTotal: 2,
  bytesPerSecond: 1,
  secondsLeft: 1,
} as const
const states = {
  armed: { kind: 'armed' },
  running: { kind: 'running', progress },
  done: { kind: 'done', finishedAt: 2, verifiedBytes: 2 },
  failed: { kind: 'failed', finishedAt: 2, code: 'x', message: 'The storage does not take it.' },
  cancelled: { kind: 'cancelled', finishedAt: 2 },
} as const

function job(id: string, boardId: string, state: keyof typeof states, createdAt = 1): Job {
  return jobSchema.parse({
    ...{ id, boardId, boardLabel: boardId, kind: 'deploy', imageId: 'i', imageName: 'golden' },
    ...{ target: { path: '/dev/mmcblk0', sizeBytes: 1, cid: '' }, createdAt, startedAt: 1 },
    ...{ state: states[state], attempts: 1 },
  })
}

function board(id: string, stage: 'ready' | 'local') {
  return boardSchema.parse({
    ...{ id, serial: id, macs: [], ip: null, name: null, slot: null, model: null, revision: null },
    ...{ memoryBytes: null, eepromVersion: null, bootMode: null, storages: [] },
    ...{ stage: { kind: stage, since: 1 }, netboot: 'agent', approved: false },
    ...{ firstSeenAt: 1, lastSeenAt: 1 },
  })
}

function snapshot(jobs: Job[]): StationEvent {
  const status: Snapshot['status'] = {
    ...{ version: '1', startedAt: 1, serving: { kind: 'stopped' }, warnings: [] },
    ...{ batch: null, simulated: false },
  }
  const boards = [board('a', 'ready'), board('b', 'ready'), board('c', 'local')]
  return { kind: 'snapshot', snapshot: { status, boards, jobs, images: [], imports: [] } }
}

test('boards that wait, work and have failed are counted, each once', () => {
  const jobs = [job('1', 'a', 'running', 2), job('0', 'a', 'failed', 1), job('2', 'c', 'failed')]
  const { bench } = applyEvents(emptyBench, [snapshot(jobs)])
  expect(summarize(bench)).toEqual({ ready: 1, working: 1, failed: 1 })
  expect(workingJobs(bench).map(({ id }) => id)).toEqual(['1'])
})

test('a job has ended when it was open before; what had ended before the start is no news', () => {
  const first = applyEvents(emptyBench, [
    snapshot([job('1', 'a', 'running'), job('2', 'b', 'done')]),
  ])
  expect(first.ended).toEqual([])
  const change: StationEvent = { kind: 'jobChanged', job: job('1', 'a', 'done') }
  const second = applyEvents(first.bench, [change])
  expect(second.ended.map(({ id }) => id)).toEqual(['1'])
  expect(applyEvents(second.bench, [change]).ended).toEqual([])
})

test('a job that ended while the station could not be heard is told by the next snapshot', () => {
  const { bench } = applyEvents(emptyBench, [snapshot([job('1', 'a', 'running')])])
  expect(applyEvents(bench, [snapshot([job('1', 'a', 'failed')])]).ended).toHaveLength(1)
})

test('one end is told by its outcome, many in numbers, cancelled ones not at all', () => {
  expect(noticeOf([job('1', 'a', 'failed')], english)).toEqual({
    title: 'a: failed',
    body: 'The storage does not take it.',
    route: 'board/a',
  })
  const many = [job('1', 'a', 'done'), job('2', 'b', 'failed'), job('3', 'c', 'cancelled')]
  expect(noticeOf(many, german)).toEqual({
    title: '2 Aufträge sind zu Ende',
    body: '1 fertig, 1 fehlgeschlagen. Näheres auf der Werkbank.',
    route: 'bench',
  })
  expect(noticeOf([job('3', 'c', 'cancelled')], english)).toBeNull()
})

test('quitting is asked about only while something would be interrupted', () => {
  const { bench } = applyEvents(emptyBench, [snapshot([job('1', 'a', 'armed')])])
  expect(quitQuestion(bench, english)).toBeNull()
  const working = applyEvents(bench, [{ kind: 'jobChanged', job: job('1', 'a', 'running') }]).bench
  expect(quitQuestion(working, english)?.message).toBe(
    'A board is being worked on. Quit all the same?',
  )
  expect(quitQuestion({ ...bench, batchRuns: true }, english)?.message).toBe(
    english.quitBatchQuestion,
  )
})

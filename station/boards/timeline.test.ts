import { expect, test } from 'vitest'
import type { Job } from '../../contract/job.ts'
import { createBoardHistory } from './board-history.ts'
import { newBoard } from './merge-sighting.ts'
import { stageEntry, timelineOf } from './timeline.ts'

const job = {
  id: 'j',
  kind: 'deploy',
  imageName: 'golden',
  createdAt: 20,
  startedAt: 30,
  state: { kind: 'failed', finishedAt: 50, code: 'x', message: 'worn out' },
} as Job

const noRecords = {
  appendEvents: () => undefined,
  eventsOf: () => [],
  photoOf: () => null,
  setPhoto: () => undefined,
  remove: () => undefined,
}

test('stages, jobs and what persons did are told in their order', () => {
  const entries = timelineOf({
    stages: [{ at: 10, code: 'stage-ready', detail: '' }],
    jobs: [job],
    acts: [
      { at: 15, action: 'rename', details: { name: 'left' } },
      { at: 20, action: 'deploy', details: { job: 'j' } },
      { at: 40, action: 'cancel', details: { job: 'j' } },
      { at: 60, action: 'set-netboot', details: { netboot: 'local' } },
      { at: 70, action: 'of a newer version', details: {} },
    ],
  })
  expect(entries.map(({ at, code, detail }) => `${at} ${code} ${detail}`)).toEqual([
    '10 stage-ready ',
    '15 person-renamed left',
    '20 deploy-armed golden',
    '30 deploy-started golden',
    '40 person-cancelled-job ',
    '50 deploy-failed worn out',
    '60 person-let-boot-local ',
  ])
  expect(entries[4]?.jobId).toBe('j')
})

test('a long past keeps its newest thousand entries', () => {
  const stages = Array.from({ length: 1_200 }, (_, at) => ({
    at,
    code: 'stage-power' as const,
    detail: '',
  }))
  const entries = timelineOf({ stages, jobs: [], acts: [] })
  expect(entries).toHaveLength(1_000)
  expect(entries.at(-1)?.at).toBe(1_199)
})

test('a stage tells its address or its first file', () => {
  const board = newBoard('dc:a6:32:00:00:01', 5)
  expect(stageEntry({ ...board, ip: '10.0.0.9', stage: { kind: 'address', since: 6 } })).toEqual({
    at: 6,
    code: 'stage-address',
    detail: '10.0.0.9',
  })
  const stage = { kind: 'boot-files', since: 7, fileName: 'start4.elf' } as const
  expect(stageEntry({ ...board, stage })).toMatchObject({ detail: 'start4.elf' })
})

test('stages are told before they are written, and are kept when they can not be written', () => {
  const written: unknown[] = []
  let isFull = true
  const history = createBoardHistory({
    records: {
      ...noRecords,
      appendEvents: (events) => {
        if (isFull) throw new Error('disk is full')
        written.push(...events)
      },
    },
    jobsOf: () => [],
    actsOn: () => [],
  })
  const board = newBoard('dc:a6:32:00:00:01', 5)
  history.noteStage(board)
  expect(history.timeline(board.id)).toMatchObject([{ at: 5, code: 'stage-power', jobId: null }])
  expect(() => history.flush()).toThrow('disk is full')
  isFull = false
  history.flush()
  history.flush()
  expect(written).toHaveLength(1)
  const full = {
    ...noRecords,
    setPhoto: () => {
      throw new Error('disk is full')
    },
  }
  const refusing = createBoardHistory({ records: full, jobsOf: () => [], actsOn: () => [] })
  expect(refusing.setPhoto(board.id, null)).toMatchObject({ code: 'photo-not-stored' })
  history.noteStage(board)
  history.forget(board.id)
  expect(history.timeline(board.id)).toEqual([])
})

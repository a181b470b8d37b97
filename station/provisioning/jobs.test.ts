import { expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { jobSearchSchema } from '../../contract/job.ts'
import { newBoard } from '../boards/merge-sighting.ts'
import { openDatabase } from '../storage/database.ts'
import { openJobStore } from '../storage/job-store.ts'
import { createJobs } from './jobs.ts'

const image = { id: 'c', name: 'golden', rawSize: 10 } as Image
const wish = {
  kind: 'deploy',
  image,
  targetPath: '/dev/mmcblk0',
  targetSizeBytes: 10,
} as const

function boardOf(number: number): Board {
  return {
    ...newBoard(`dc:a6:32:00:00:${String(number).padStart(2, '0')}`, 0),
    storages: [
      { path: '/dev/mmcblk0', kind: 'emmc', sizeBytes: 10, name: '', cid: '', removable: false },
    ],
  }
}

function fresh(database = openDatabase(':memory:')) {
  const time = { now: 0 }
  const store = openJobStore(database, () => undefined)
  const jobs = createJobs({
    clock: () => time.now,
    store: { ...store, saveLater: store.save },
    onChanged: () => undefined,
  })
  /** A job of this board that has ended. */
  const run = (number: number): string => {
    time.now += 1
    const job = jobs.arm(boardOf(number), wish)
    if (job.kind === 'refused') throw new Error(job.message)
    jobs.advance(job.id, { kind: 'cancel' })
    return job.id
  }
  return { jobs, run, time, database }
}

test('a mirror holds the newest jobs, the newest of each known board, and all that are open', () => {
  const { jobs, run, time } = fresh()
  const open = jobs.arm(boardOf(90), wish)
  const first = run(1)
  const ofForgotten = run(2)
  for (let count = 0; count < 200; count += 1) {
    time.now += 1
    run(3)
  }
  const recent = jobs.recent([boardOf(1).id, boardOf(3).id]).map(({ id }) => id)
  expect(recent).toHaveLength(202)
  expect(recent.slice(0, 2)).toEqual(['id' in open ? open.id : '', first])
  expect(recent).not.toContain(ofForgotten)
  expect(jobs.get(ofForgotten)).toMatchObject({ state: { kind: 'cancelled' } })
})

test('jobs of earlier runs of the station are found, noted and told as they stand now', () => {
  const { run, database } = fresh()
  const old = run(1)
  for (let count = 0; count < 250; count += 1) run(2)
  const { jobs } = fresh(database)
  expect(jobs.recent([]).map(({ id }) => id)).not.toContain(old)
  expect(jobs.setNote(old, 'of last year')).toMatchObject({ id: old, note: 'of last year' })
  const found = jobs.search(jobSearchSchema.parse({ text: 'last year' }))
  expect(found).toMatchObject({ total: 1, jobs: [{ id: old }] })
  expect(jobs.ofBoard(boardOf(1).id, 5)).toMatchObject([{ note: 'of last year' }])
  expect(jobs.setNote('nothing', '')).toMatchObject({ kind: 'refused', code: 'job-unknown' })
})

test('a search tells the progress of a running job, which is not stored with every message', () => {
  const { jobs, time } = fresh()
  time.now = 5
  const job = jobs.arm(boardOf(1), wish, 'batch 1')
  if (job.kind === 'refused') throw new Error(job.message)
  expect(job.batchId).toBe('batch 1')
  const progress = {
    kind: 'progress',
    phase: 'writing',
    bytesTotal: 10,
    bytesPerSecond: 1,
    limitedBy: 'storage',
  } as const
  jobs.advance(job.id, { ...progress, bytesDone: 1 })
  jobs.advance(job.id, { ...progress, bytesDone: 7 })
  const [found] = jobs.search(jobSearchSchema.parse({ states: ['open'] })).jobs
  expect(found?.state).toMatchObject({ progress: { bytesDone: 7, limitedBy: 'storage' } })
})

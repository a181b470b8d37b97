import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { type Job, type JobState, jobSearchSchema } from '../../contract/job.ts'
import { type Database, openDatabase } from './database.ts'
import { openJobStore } from './job-store.ts'
import { migrations } from './migrations.ts'

function job(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    kind: 'deploy',
    boardId: 'dca632000001',
    boardLabel: 'left of the door',
    boardSerial: '10000000abcd1234',
    boardModel: null,
    batchId: null,
    note: '',
    imageId: 'c',
    imageName: 'golden',
    target: { path: '/dev/mmcblk0', sizeBytes: 10, cid: '' },
    state: { kind: 'done', finishedAt: 9, verifiedBytes: 10 },
    createdAt: 1,
    startedAt: null,
    attempts: 1,
    ...change,
  }
}

function storeWith(jobs: readonly Job[], database: Database = openDatabase(':memory:')) {
  const store = openJobStore(database, () => undefined)
  for (const each of jobs) store.save(each)
  const find = (search: object) => {
    const page = store.search(jobSearchSchema.parse(search))
    return { ids: page.jobs.map(({ id }) => id), total: page.total, next: page.next }
  }
  return { store, database, find }
}

const failed: JobState = { kind: 'failed', finishedAt: 9, code: 'x', message: 'm' }

test('a text is found in serial number, label, image name, note and id, in any case, all words in any order', () => {
  const { find } = storeWith([
    job('a1', { createdAt: 1, boardSerial: '10000000ABCD9999' }),
    job('b2', { createdAt: 2, imageName: 'Prüfstand Ä' }),
    job('c3', { createdAt: 3, note: '100 % of 5_000' }),
  ])
  expect(find({ text: 'abcd9999' }).ids).toEqual(['a1'])
  expect(find({ text: 'ä PRÜF' }).ids).toEqual(['b2'])
  expect(find({ text: '%' }).ids).toEqual(['c3'])
  expect(find({ text: '5_0' }).ids).toEqual(['c3'])
  expect(find({ text: 'B2' }).ids).toEqual(['b2'])
  expect(find({ text: 'door' })).toEqual({ ids: ['c3', 'b2', 'a1'], total: 3, next: null })
  expect(find({ text: 'nothing of it' })).toEqual({ ids: [], total: 0, next: null })
})

test('the jobs of an image are found, of a backup once it has made its image', () => {
  const { store, find } = storeWith([
    job('a', { createdAt: 1 }),
    job('b', { createdAt: 2, imageId: 'other' }),
    job('c', { createdAt: 3, kind: 'backup', imageId: null }),
  ])
  expect(find({ imageId: 'c' }).ids).toEqual(['a'])
  store.save(job('c', { createdAt: 3, kind: 'backup' }))
  expect(find({ imageId: 'c' })).toEqual({ ids: ['c', 'a'], total: 2, next: null })
  expect(find({ imageId: 'c', kind: 'deploy', limit: 1 }).total).toBe(1)
})

test('kind, state and board narrow a search', () => {
  const { find } = storeWith([
    job('a', { state: { kind: 'armed' } }),
    job('b', { createdAt: 2, state: failed }),
    job('c', { createdAt: 3, kind: 'backup', boardId: 'other' }),
  ])
  expect(find({ states: ['open', 'failed'] }).ids).toEqual(['b', 'a'])
  expect(find({ kind: 'backup' }).ids).toEqual(['c'])
  expect(find({ boardId: 'other', states: ['failed'] }).ids).toEqual([])
})

test('pages put together are the whole history, also where many jobs are of one instant', () => {
  const times = [1, 2, 2, 2, 2, 3, 4, 4]
  const { find } = storeWith(times.map((createdAt, place) => job(`j${place}`, { createdAt })))
  for (const limit of [1, 2, 3, 5, 8]) {
    const seen: string[] = []
    let before: number | null = null
    do {
      const page = find({ before, limit })
      expect(page.total).toBe(times.length)
      seen.push(...page.ids)
      before = page.next
    } while (before !== null)
    expect(seen.toSorted(), `limit ${limit}`).toEqual(times.map((_, place) => `j${place}`))
  }
})

test('a job that changes its state or note is found by the new ones only', () => {
  const { store, find } = storeWith([job('a', { state: { kind: 'armed' }, note: 'scratched' })])
  store.save(job('a', { state: failed, note: 'cleaned' }))
  expect(find({ states: ['open'] }).ids).toEqual([])
  expect(find({ states: ['failed'], text: 'cleaned' }).ids).toEqual(['a'])
  expect(find({ text: 'scratched' }).ids).toEqual([])
})

test('at the start only open jobs, the newest of each known board and the newest of all are loaded', () => {
  const { store, database } = storeWith([
    job('open', { createdAt: 1, boardId: 'a', state: { kind: 'armed' } }),
    job('old', { createdAt: 2, boardId: 'b' }),
    job('newest-of-board', { createdAt: 3, boardId: 'b' }),
    job('of-forgotten-board', { createdAt: 4, boardId: 'gone' }),
    job('second', { createdAt: 5, boardId: 'a' }),
    job('newest', { createdAt: 6, boardId: 'gone' }),
  ])
  database.run(`INSERT INTO boards (id, body) VALUES ('b', '{}')`)
  expect(store.load(2).map(({ id }) => id)).toEqual(['open', 'newest-of-board', 'second', 'newest'])
  expect(store.get('of-forgotten-board')).toMatchObject({ boardId: 'gone' })
  expect(store.ofBoard('a', 1).map(({ id }) => id)).toEqual(['second'])
})

test('jobs that an older Bootbench has stored are found after the tables were brought up to date', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-migration-'))
  const path = join(folder, 'old.sqlite')
  const old = new DatabaseSync(path)
  old.exec(`${migrations[0]}; PRAGMA user_version = 1`)
  const {
    boardSerial: _,
    boardModel: __,
    note: ___,
    batchId: ____,
    ...before
  } = job('old', {
    boardLabel: 'ÄÖ',
    state: failed,
  })
  old
    .prepare('INSERT INTO jobs (id, board_id, created_at, body) VALUES (?, ?, ?, ?)')
    .run('old', 'b', 1, JSON.stringify(before))
  old.close()
  const database = openDatabase(path)
  try {
    const { find } = storeWith([], database)
    expect(find({ text: 'äö', states: ['failed'], kind: 'deploy' }).ids).toEqual(['old'])
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

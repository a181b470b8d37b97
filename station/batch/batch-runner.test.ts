import { expect, test } from 'vitest'
import { type Batch, batchCountdownSeconds } from '../../contract/batch.ts'
import type { Board, BootStage, Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import type { Job } from '../../contract/job.ts'
import { newBoard } from '../boards/merge-sighting.ts'
import { type BatchRunnerOptions, createBatchRunner } from './batch-runner.ts'

const countdown = batchCountdownSeconds * 1_000
const emmc: Storage = {
  path: '/dev/mmcblk0',
  kind: 'emmc',
  sizeBytes: 100,
  name: '',
  cid: 'c1',
  removable: false,
}
const image = { id: 'image', name: 'golden', rawSize: 100 } as Image
const wish = { imageId: 'image', count: 2, storageKind: 'emmc' } as const

/** A bench without a station: a clock that the test turns, and boards that the test moves through their stages. */
function bench(stored: Batch | null = null) {
  const boards = new Map<string, Board>()
  const timers: { at: number; work: () => void }[] = []
  const jobs: Job[] = []
  const kept = { batch: stored }
  const time = { now: 1_000 }
  const images = new Map([[image.id, image]])
  const options: BatchRunnerOptions = {
    clock: () => time.now,
    schedule: (milliseconds, work) => {
      const timer = { at: time.now + milliseconds, work }
      timers.push(timer)
      return () => {
        timers.splice(timers.indexOf(timer), 1)
      }
    },
    store: {
      load: () => kept.batch,
      save: (batch) => {
        kept.batch = batch
      },
      saveLater: (batch) => {
        kept.batch = batch
      },
      dismiss: () => {
        kept.batch = null
      },
    },
    boards: () => [...boards.values()],
    board: (id) => boards.get(id),
    image: (id) => images.get(id),
    openJobOf: (boardId) =>
      jobs.find((job) => job.boardId === boardId && job.state.kind === 'armed'),
    job: (id) => jobs.find((job) => job.id === id),
    arm: (board, _image, storage, batchId) => {
      const job = {
        id: `job of ${board.id}`,
        boardId: board.id,
        batchId,
        target: storage,
        kind: 'deploy',
        state: { kind: 'armed' },
      } as unknown as Job
      jobs.push(job)
      runner.boardChanged(board)
      return job
    },
    audit: () => undefined,
    onChanged: () => undefined,
  }
  const runner = createBatchRunner(options)
  const put = (id: string, stage: BootStage['kind'], change: Partial<Board> = {}): void => {
    const board: Board = {
      ...(boards.get(id) ?? {
        ...newBoard('', time.now),
        id,
        macs: [],
        serial: id,
        storages: [emmc],
      }),
      ...change,
      stage: { kind: stage, since: time.now, fileName: '' },
    }
    boards.set(id, board)
    runner.boardChanged(board)
  }
  const appear = (id: string, change: Partial<Board> = {}): void => {
    put(id, 'power', change)
    put(id, 'ready')
  }
  const pass = (milliseconds: number): void => {
    const end = time.now + milliseconds
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      timers.splice(timers.indexOf(next), 1)
      time.now = next.at
      next.work()
    }
    time.now = end
  }
  const end = (job: Job | undefined): void => {
    if (job !== undefined) job.state = { kind: 'done', finishedAt: time.now, verifiedBytes: 1 }
  }
  return { runner, put, appear, pass, end, jobs, kept, timers, images, boards }
}

function started(stored: Batch | null = null) {
  const made = bench(stored)
  made.runner.start(wish, image)
  return made
}

const reasons = (batch: Batch | null) =>
  batch?.passedOver.map(({ boardId, code }) => `${boardId} ${code}`)

test('boards that become ready after the start are armed, each after its countdown, until there are enough', () => {
  const { runner, appear, pass, jobs } = started()
  appear('a')
  expect(runner.current()?.waiting).toEqual([{ boardId: 'a', startsAt: 1_000 + countdown }])
  pass(countdown - 1)
  expect(jobs).toEqual([])
  appear('b')
  appear('c')
  pass(1)
  expect(jobs).toMatchObject([{ boardId: 'a', batchId: runner.current()?.id, target: emmc }])
  pass(countdown)
  expect(jobs.map(({ boardId }) => boardId)).toEqual(['a', 'b'])
  expect(runner.current()).toMatchObject({
    jobIds: ['job of a', 'job of b'],
    waiting: [],
    state: { kind: 'complete' },
  })
  appear('d')
  pass(countdown)
  expect(jobs).toHaveLength(2)
})

test('a board that stood ready before the start is never taken, unless it is switched off and on', () => {
  const { runner, put, appear, pass, jobs } = bench()
  appear('a')
  runner.start(wish, image)
  put('a', 'silent')
  put('a', 'ready')
  pass(countdown)
  expect(jobs).toEqual([])
  appear('a')
  pass(countdown)
  expect(jobs).toHaveLength(1)
})

test('a board that was on its way when the batch was started is taken', () => {
  const { runner, put, pass, jobs } = bench()
  put('a', 'boot-files')
  runner.start(wish, image)
  put('a', 'ready')
  pass(countdown)
  expect(jobs).toHaveLength(1)
})

test('stopping ends all countdowns at once, and nothing is armed afterwards', () => {
  const { runner, appear, pass, jobs, timers } = started()
  appear('a')
  appear('b')
  runner.stop()
  expect(timers).toEqual([])
  expect(runner.current()).toMatchObject({ waiting: [], state: { kind: 'stopped' } })
  appear('c')
  pass(countdown * 2)
  expect(jobs).toEqual([])
})

test('a batch that ran when the station ended is stopped, and arms nothing', () => {
  const before = started()
  before.appear('a')
  const { runner, appear, pass, jobs } = bench(before.kept.batch)
  expect(runner.current()).toMatchObject({ waiting: [], state: { kind: 'stopped' } })
  appear('a')
  pass(countdown * 2)
  expect(jobs).toEqual([])
})

test('a board that goes away during its countdown is not armed, and its place goes to one that was left', () => {
  const { runner, put, appear, pass, jobs } = started()
  for (const id of ['a', 'b', 'c']) appear(id)
  put('a', 'silent')
  expect(runner.current()?.waiting.map(({ boardId }) => boardId)).toEqual(['b', 'c'])
  pass(countdown)
  expect(jobs.map(({ boardId }) => boardId)).toEqual(['b', 'c'])
})

test('a board is taken once, also when it is switched on again after its job', () => {
  const { runner, appear, pass, jobs, end } = started()
  appear('a')
  pass(countdown)
  end(jobs[0])
  appear('a')
  pass(countdown)
  expect(jobs).toHaveLength(1)
  expect(reasons(runner.current())).toEqual(['a already-written'])
})

test.each([
  ['no-such-storage', [{ ...emmc, kind: 'sd' as const }]],
  ['no-such-storage', []],
  ['several-storages', [emmc, { ...emmc, path: '/dev/mmcblk1' }]],
  ['storage-too-small', [{ ...emmc, sizeBytes: 99 }]],
  ['storage-size-unknown', [{ ...emmc, sizeBytes: 0 }]],
])('a board is passed over with the reason %s', (code, storages) => {
  const { runner, appear, pass, jobs } = started()
  appear('a', { storages })
  pass(countdown)
  expect(jobs).toEqual([])
  expect(reasons(runner.current())).toEqual([`a ${code}`])
  expect(runner.current()?.passedOver[0]?.message).toMatch(
    /^Board a .*\.$|^Image "golden" .*\.$|^The client .*\.$/,
  )
  appear('a', { storages: [emmc] })
  pass(countdown)
  expect(jobs).toHaveLength(1)
  expect(reasons(runner.current())).toEqual([])
})

test('a board with another open job is passed over, also when that was armed during the countdown', () => {
  const { runner, appear, pass, jobs } = started()
  const other = { id: 'by hand', boardId: 'a', kind: 'backup', state: { kind: 'armed' } } as Job
  appear('a')
  jobs.push(other)
  pass(countdown)
  expect(jobs).toEqual([other])
  expect(reasons(runner.current())).toEqual(['a job-open'])
})

test('a storage that was swapped during the countdown is not written to', () => {
  const { runner, put, appear, pass, jobs } = started()
  appear('a')
  put('a', 'ready', { storages: [{ ...emmc, cid: 'c2' }] })
  pass(countdown)
  expect(jobs).toEqual([])
  expect(reasons(runner.current())).toEqual(['a storage-changed'])
})

test('an image that is gone at the end of the countdown is not written', () => {
  const { runner, appear, pass, jobs, images } = started()
  appear('a')
  images.clear()
  pass(countdown)
  expect(jobs).toEqual([])
  expect(reasons(runner.current())).toEqual(['a image-missing'])
})

test('one batch at a time; an ended one is dismissed, a running one is not', () => {
  const { runner, kept } = started()
  expect(runner.usesImage('image')).toBe(true)
  expect(runner.start(wish, image)).toMatchObject({ kind: 'refused', code: 'batch-running' })
  runner.dismiss()
  expect(runner.current()).not.toBeNull()
  runner.stop()
  expect(runner.usesImage('image')).toBe(false)
  runner.dismiss()
  expect(runner.current()).toBeNull()
  expect(kept.batch).toBeNull()
})

test('a board that first showed itself with another network adapter is taken under its own id', () => {
  const { put, pass, jobs, runner } = bench()
  put('a', 'silent', { macs: ['dc:a6:32:00:00:01'] })
  runner.start(wish, image)
  put('dca632000002', 'power', { macs: ['dc:a6:32:00:00:02'] })
  runner.boardForgotten('dca632000002')
  put('a', 'ready', { macs: ['dc:a6:32:00:00:01', 'dc:a6:32:00:00:02'] })
  pass(countdown)
  expect(jobs.map(({ boardId }) => boardId)).toEqual(['a'])
})

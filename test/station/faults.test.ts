import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BoardFaults } from '../../simulator/board-faults.ts'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { needRoot } from '../lab/need-root.ts'
import { createTestBench, type TestBench } from './bench.ts'

// Power that goes at any instant, on a board or on the station, packets that get lost, and a disk that is full.

const mebibyte = 1024 * 1024
const limit = 60_000

describe('a station that is killed', () => {
  let bench: TestBench

  beforeAll(async () => {
    bench = await createTestBench(3)
  })
  afterAll(() => bench.stop())

  test('in the middle of a deploy goes on with it after its next start', async () => {
    const { board, job } = await slowJob(bench, 'cm4', 'deploy', 'writing')
    await bench.station.kill()
    await bench.station.start()
    const end = await bench.station.endOf(job)
    expect(end.state, JSON.stringify(end.state)).toMatchObject({ kind: 'done' })
    await board.waitFor('booted-local', limit)
    expect(await bench.compare(board.storageFile, bench.imagePath)).toMatchObject({ kind: 'equal' })
    await board.powerOff()
  })

  test('in the middle of a backup goes on with it after its next start', async () => {
    const { board, job } = await slowJob(bench, 'pi-4b', 'backup', 'reading')
    await bench.station.kill()
    await bench.station.start()
    const end = await bench.station.endOf(job)
    expect(end.state, JSON.stringify(end.state)).toMatchObject({
      kind: 'done',
      verifiedBytes: 64 * mebibyte,
    })
    await board.powerOff()
  })

  test('keeps boards, images, jobs and leases', async () => {
    const client = await bench.station.client()
    expect((await client.boards.list()).length).toBeGreaterThanOrEqual(2)
    expect((await client.images.list()).length).toBeGreaterThanOrEqual(1)
    expect((await client.jobs.list()).length).toBeGreaterThanOrEqual(2)
  })
})

// At the same time: most of it is waiting, for lost packets and for power that comes back.
describe.concurrent('a board', () => {
  let bench: TestBench

  beforeAll(async () => {
    bench = await createTestBench(4)
  })
  afterAll(() => bench.stop())

  test('that loses power at 20 random offsets comes back each time, and ends with every byte right', async () => {
    const written = 6 * mebibyte // at least so much is written by each deploy that begins anew
    const wanted = 20
    const told: number[] = []
    const randomCuts = (count: number): BoardFaults => {
      const cuts = Array.from({ length: count }, () => Math.floor(Math.random() * written) + 1)
      told.push(...cuts)
      return { powerCutsAfter: cuts, powerReturnsAfter: 50 }
    }
    const boards = await bench.addBoards({
      count: 1,
      models: ['cm4'],
      faults: randomCuts(wanted),
    })
    const [board] = boards.boards
    if (board === undefined) throw new Error('no board was made')
    // Counted as they happen: the history of a board keeps only its last events.
    let powerCuts = 0
    board.events.subscribe((event) => {
      if (event.kind === 'power-off' && event.cause === 'cut') powerCuts += 1
    })
    await boards.start()
    const known = await bench.station.readyBoard(board.identity.serial)
    // A run that goes on where the last one was cut may end before its own cut, which is lost then: the next deploy makes up for those.
    for (;;) {
      const job = await bench.station.deploy(known, bench.imageId)
      await restartIfLocal(bench, board)
      const end = await bench.station.endOf(job, 200_000)
      expect(end.state, `cuts after ${told.join(', ')} bytes`).toMatchObject({ kind: 'done' })
      await board.waitFor('booted-local', limit)
      expect(await bench.compare(board.storageFile, bench.imagePath)).toMatchObject({
        kind: 'equal',
      })
      if (powerCuts >= wanted) break
      await board.setFaults(randomCuts(wanted - powerCuts))
    }
    expect(powerCuts).toBe(wanted)
    await board.powerOff()
  }, 400_000)

  test('on a network that loses one packet of a hundred is deployed all the same', async () => {
    const boards = await bench.addBoards({
      count: 1,
      models: ['pi-4b'],
      faults: { lossPercent: 1 },
    })
    await boards.start()
    const [board] = boards.boards
    if (board === undefined) throw new Error('no board was made')
    const known = await bench.station.readyBoard(board.identity.serial, 120_000)
    const end = await bench.station.endOf(await bench.station.deploy(known, bench.imageId))
    expect(end.state.kind).toBe('done')
    await board.powerOff()
  })

  test('that vanishes in the middle of a job leaves it interrupted, not done', async () => {
    const { board, job } = await slowJob(bench, 'pi-5', 'deploy', 'writing')
    await board.powerOff()
    const lost = await bench.station.until('the interruption', (event) =>
      event.kind === 'jobChanged' &&
      event.job.id === job.id &&
      event.job.state.kind === 'interrupted'
        ? event.job
        : undefined,
    )
    expect(lost.state.kind).toBe('interrupted')
    await board.setFaults({})
    await board.powerOn()
    expect((await bench.station.endOf(job)).state.kind).toBe('done')
    await board.powerOff()
  })
})

describe.skipIf(needRoot('a full disk of the station (a small tmpfs)'))(
  'a station whose disk is full',
  () => {
    let mount: string
    let bench: TestBench

    beforeAll(async () => {
      mount = mkdtempSync(join(tmpdir(), 'bootbench-full-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mount])
      const dataFolder = join(mount, 'station')
      mkdirSync(dataFolder)
      bench = await createTestBench(5, { dataFolder })
    })
    afterAll(async () => {
      await bench.stop()
      execFileSync('umount', [mount])
      rmSync(mount, { recursive: true })
    })

    test('fails a backup with a sentence, and stays usable', async () => {
      const boards = await bench.addBoards({ count: 1, models: ['cm4'] })
      const [board] = boards.boards
      if (board === undefined) throw new Error('no board was made')
      mkdirSync(dirname(board.storageFile), { recursive: true })
      execFileSync('sh', ['-c', 'head -c 60000000 /dev/urandom > "$0"', board.storageFile])
      await boards.start()
      const known = await bench.station.readyBoard(board.identity.serial)
      const end = await bench.station.endOf(await bench.station.backup(known))
      expect(end.state, JSON.stringify(end.state)).toMatchObject({
        kind: 'failed',
        code: 'station-disk-full',
      })
      const client = await bench.station.client()
      expect((await client.images.list()).map((image) => image.id)).toEqual([bench.imageId])
      // What the backup has filled is freed in the background.
      const job = await vi.waitFor(() => bench.station.deploy(known, bench.imageId), 20_000)
      expect((await bench.station.endOf(job)).state.kind).toBe('done')
      await board.powerOff()
    })
  },
)

/** A board that runs from its own storage is switched off and on, so that its armed job lets it into the agent. */
async function restartIfLocal(bench: TestBench, board: SimulatedBoard): Promise<void> {
  const client = await bench.station.client()
  const known = (await client.boards.list()).find(({ serial }) => serial === board.identity.serial)
  if (known?.stage.kind === 'ready') return
  await board.powerOff()
  await board.powerOn()
}

/** A job on a board with a slow storage, once it is under way. */
async function slowJob(
  bench: TestBench,
  model: 'cm4' | 'pi-4b' | 'pi-5',
  kind: 'deploy' | 'backup',
  phase: string,
): Promise<{ board: SimulatedBoard; job: Awaited<ReturnType<TestBench['station']['deploy']>> }> {
  const boards = await bench.addBoards({
    count: 1,
    models: [model],
    faults: { storageBytesPerSecond: 8 * mebibyte },
  })
  await boards.start()
  const [board] = boards.boards
  if (board === undefined) throw new Error('no board was made')
  const known = await bench.station.readyBoard(board.identity.serial)
  const job =
    kind === 'deploy'
      ? await bench.station.deploy(known, bench.imageId)
      : await bench.station.backup(known)
  await bench.station.inPhase(job, phase, 1)
  return { board, job }
}

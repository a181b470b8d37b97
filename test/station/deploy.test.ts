import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { createTestBench, type TestBench } from './bench.ts'

// Deploy and backup of the whole station against simulated boards that run the real agent, and what can go wrong on a board.

let bench: TestBench
const limit = 60_000

beforeAll(async () => {
  bench = await createTestBench(2)
})

afterAll(() => bench.stop())

/** Switches a new board on and waits until the station has it ready. */
async function readyBoard(options: Parameters<TestBench['addBoards']>[0]): Promise<SimulatedBoard> {
  const boards = await bench.addBoards(options)
  await boards.start()
  const [board] = boards.boards
  if (board === undefined) throw new Error('no board was made')
  return board
}

test('a board netboots, appears, is deployed, is verified, and boots its own storage', async () => {
  const board = await readyBoard({ count: 1, models: ['cm4'] })
  const known = await bench.station.readyBoard(board.identity.serial)
  expect(known).toMatchObject({ netboot: 'agent', model: board.identity.model.name })
  const job = await bench.station.deploy(known, bench.imageId)
  const end = await bench.station.endOf(job)
  expect(end.state, JSON.stringify(end.state)).toMatchObject({ kind: 'done' })
  await board.waitFor('booted-local', limit)
  expect(await bench.compare(board.storageFile, bench.imagePath)).toMatchObject({ kind: 'equal' })
  await board.powerOff()
})

test('a board that was deployed gets into the agent again by an armed backup, and the backup equals its storage', async () => {
  const board = await readyBoard({ count: 1, models: ['pi-4b'] })
  const known = await bench.station.readyBoard(board.identity.serial)
  await bench.station.endOf(await bench.station.deploy(known, bench.imageId))
  await board.waitFor('booted-local', limit)
  const job = await bench.station.backup(known)
  expect(job.state.kind).toBe('armed')
  await board.powerOff()
  await board.powerOn()
  const end = await bench.station.endOf(job)
  expect(end.state, JSON.stringify(end.state)).toMatchObject({
    kind: 'done',
    verifiedBytes: 64 * 1024 * 1024,
  })
  await board.waitFor('booted-local', limit)
  await board.powerOff()
  const client = await bench.station.client()
  const image = (await client.images.list()).find((candidate) => candidate.id === end.imageId)
  expect(image).toMatchObject({
    rawSize: 64 * 1024 * 1024,
    source: { kind: 'backup', boardSerial: board.identity.serial },
  })
})

test('an image that is larger than the storage is refused before anything is erased', async () => {
  const board = await readyBoard({ count: 1, models: ['pi-5'], storageBytes: 8 * 1024 * 1024 })
  const known = await bench.station.readyBoard(board.identity.serial)
  await expect(bench.station.deploy(known, bench.imageId)).rejects.toThrow(/Nothing was erased/)
  await board.powerOff()
})

test('a bad block fails the job with the offset, and the board stays reachable', async () => {
  const board = await readyBoard({
    count: 1,
    models: ['pi-400'],
    faults: { badBlock: 4 * 1024 * 1024 + 8192 },
  })
  const known = await bench.station.readyBoard(board.identity.serial)
  const end = await bench.station.endOf(await bench.station.deploy(known, bench.imageId))
  expect(end.state, JSON.stringify(end.state)).toMatchObject({
    kind: 'failed',
    code: 'storage-write-failed',
  })
  expect(await bench.station.readyBoard(board.identity.serial)).toMatchObject({ netboot: 'agent' })
  await board.powerOff()
})

test('a storage that stores a byte wrong without telling is found out by reading back', async () => {
  const board = await readyBoard({
    count: 1,
    models: ['cm5'],
    faults: { weakBlock: 4 * 1024 * 1024 + 8192 },
  })
  const known = await bench.station.readyBoard(board.identity.serial)
  const end = await bench.station.endOf(await bench.station.deploy(known, bench.imageId))
  expect(end.state, JSON.stringify(end.state)).toMatchObject({
    kind: 'failed',
    code: 'verify-mismatch',
  })
  await board.powerOff()
})

test('a deploy is cancelled in the middle, and can be tried again', async () => {
  const board = await readyBoard({
    count: 1,
    models: ['pi-3b-plus'],
    faults: { storageBytesPerSecond: 4 * 1024 * 1024 },
  })
  const known = await bench.station.readyBoard(board.identity.serial)
  const job = await bench.station.deploy(known, bench.imageId)
  await bench.station.inPhase(job, 'writing', 1)
  const client = await bench.station.client()
  await client.jobs.cancel({ id: job.id })
  expect((await bench.station.endOf(job)).state.kind).toBe('cancelled')
  const again = await client.jobs.retry({ id: job.id })
  expect((await bench.station.endOf(again)).state.kind).toBe('done')
  await board.powerOff()
})

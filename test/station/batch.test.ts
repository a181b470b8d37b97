import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Batch } from '../../contract/batch.ts'
import type { StationEvent } from '../../contract/station-event.ts'
import { createTestBench, type TestBench } from './bench.ts'

// "This image to the next N boards that appear", with simulated boards that run the real agent and the real countdown.

let bench: TestBench
const limit = 60_000

beforeAll(async () => {
  bench = await createTestBench(31)
})

afterAll(() => bench.stop())

/** The batch once it looks as `wanted` says. */
function batchWhere(what: string, wanted: (batch: Batch) => boolean): Promise<Batch> {
  const batchOf = (event: StationEvent) =>
    event.kind === 'statusChanged' ? event.status.batch : undefined
  return bench.station.until(what, (event) => {
    const batch = batchOf(event)
    return batch != null && wanted(batch) ? batch : undefined
  })
}

test('a batch passes over a board that was there, takes the next ones after their countdown, and is complete', async () => {
  const client = await bench.station.client()
  const first = await bench.addBoards({ count: 1, models: ['pi-5'] })
  await first.start()
  const before = await bench.station.readyBoard(first.boards[0]?.identity.serial ?? '')
  const { storages } = before
  const storageKind = storages[0]?.kind ?? 'sd'
  const batch = await client.batch.start({ imageId: bench.imageId, count: 2, storageKind })
  expect(batch).toMatchObject({ state: { kind: 'running' }, waiting: [], jobIds: [] })
  await expect(
    client.batch.start({ imageId: bench.imageId, count: 1, storageKind }),
  ).rejects.toThrow(/Another batch runs/)
  await expect(client.images.remove({ id: bench.imageId })).rejects.toThrow(/batch/)

  const small = await bench.addBoards({
    count: 1,
    models: ['pi-5'],
    storageBytes: 8 * 1024 * 1024,
  })
  // First, because a batch that has enough boards judges no further one.
  await small.start()
  await batchWhere('a board that is too small', ({ passedOver }) => passedOver.length === 1)
  const next = await bench.addBoards({ count: 2, models: ['pi-5'] })
  await next.start()
  const waiting = await batchWhere('two countdowns', ({ waiting }) => waiting.length === 2)
  expect(waiting.jobIds).toEqual([])
  const complete = await batchWhere(
    'the end of the batch',
    ({ state }) => state.kind === 'complete',
  )
  expect(complete.jobIds).toHaveLength(2)
  expect(complete.passedOver).toMatchObject([{ code: 'storage-too-small' }])
  for (const id of complete.jobIds) {
    const job = await client.jobs.get({ id })
    expect(job.batchId).toBe(batch.id)
    expect(job.boardId).not.toBe(before.id)
    expect((await bench.station.endOf(job)).state.kind).toBe('done')
  }
  for (const board of next.boards) {
    await board.waitFor('booted-local', limit)
    expect(await bench.compare(board.storageFile, bench.imagePath)).toMatchObject({ kind: 'equal' })
  }
  expect((await client.jobs.search({ boardId: before.id })).total).toBe(0)
  await client.batch.dismiss()
  expect((await client.station.snapshot()).status.batch).toBeNull()
})

test('a batch whose station is killed in a countdown is stopped afterwards, and the board keeps its storage', async () => {
  const client = await bench.station.client()
  await client.batch.start({ imageId: bench.imageId, count: 5, storageKind: 'sd' })
  const boards = await bench.addBoards({ count: 1, models: ['pi-5'] })
  await boards.start()
  const { waiting } = await batchWhere('a countdown', (batch) => batch.waiting.length === 1)
  const [board] = waiting
  await bench.station.kill()
  await bench.station.start()
  const again = await bench.station.client()
  expect((await again.station.snapshot()).status.batch).toMatchObject({
    waiting: [],
    jobIds: [],
    state: { kind: 'stopped' },
  })
  expect((await again.jobs.search({ boardId: board?.boardId ?? '' })).total).toBe(0)
  await again.batch.dismiss()
})

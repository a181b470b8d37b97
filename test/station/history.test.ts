import { afterAll, beforeAll, expect, test } from 'vitest'
import { bootOrderOf } from '../../contract/boot-order.ts'
import { createTestBench, type TestBench } from './bench.ts'

// What stays of boards and their jobs: timeline, notes, photo, search and export.

let bench: TestBench
const limit = 60_000
/** The markers of a JPEG picture without anything between them. */
const jpegBase64 = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex').toString(
  'base64',
)

beforeAll(async () => {
  bench = await createTestBench(32)
})

afterAll(() => bench.stop())

test('the past of a board is told, is searched and exported, and outlives the station and the board', async () => {
  const client = await bench.station.client()
  const boards = await bench.addBoards({ count: 1, models: ['cm4'] })
  await boards.start()
  const [simulated] = boards.boards
  if (simulated === undefined) throw new Error('no board was made')
  const { serial } = simulated.identity
  const { id } = await bench.station.readyBoard(serial)
  await client.boards.rename({ id, name: 'left of the door' })
  await client.boards.setNote({ id, note: 'fan is loud' })
  await client.boards.setPhoto({ id, jpegBase64 })
  const board = await bench.station.readyBoard(serial)
  expect(board).toMatchObject({ note: 'fan is loud', hasPhoto: true })
  expect(bootOrderOf(board.eepromConfig)?.steps).toContain('network')
  await expect(
    client.boards.setPhoto({ id, jpegBase64: Buffer.from('GIF89a').toString('base64') }),
  ).rejects.toThrow(/not a JPEG/)

  const job = await bench.station.endOf(await bench.station.deploy(board, bench.imageId))
  await simulated.waitFor('booted-local', limit)
  const noted = await client.jobs.setNote({ id: job.id, note: '=cmd customer 4711' })
  expect(await client.jobs.get({ id: job.id })).toEqual(noted)
  expect(noted).toMatchObject({ boardSerial: serial, batchId: null, state: { kind: 'done' } })

  await bench.station.stop()
  await bench.station.start()
  const again = await bench.station.client()
  expect(await again.boards.photo({ id })).toEqual({ jpegBase64 })
  const codes = (await again.boards.timeline({ id })).map((entry) => entry.code)
  const expected = [
    'stage-power',
    'stage-address',
    'stage-boot-files',
    'stage-ready',
    'person-renamed',
    'person-noted',
    'person-kept-photo',
    'deploy-armed',
    'deploy-started',
    'deploy-done',
    'stage-local',
  ]
  expect(codes.filter((code) => expected.includes(code))).toEqual(expect.arrayContaining(expected))
  expect(codes.indexOf('stage-power')).toBeLessThan(codes.indexOf('deploy-armed'))
  expect(codes.indexOf('deploy-armed')).toBeLessThan(codes.indexOf('deploy-done'))

  await again.boards.forget({ id })
  expect(await again.boards.photo({ id })).toEqual({ jpegBase64: null })
  expect((await again.station.snapshot()).jobs.map((known) => known.id)).toContain(job.id)
  for (const text of [serial.slice(-6), 'LEFT of', '4711', job.id.slice(0, 8), 'image test']) {
    expect(await again.jobs.search({ text }), text).toMatchObject({
      jobs: [{ id: job.id }],
      total: 1,
      next: null,
    })
  }
  expect(await again.jobs.search({ text: serial, states: ['failed'] })).toMatchObject({ total: 0 })

  const search = { text: serial }
  const csv = await again.jobs.export({ search, format: 'csv' })
  expect(csv.fileName).toMatch(/^bootbench-history-\d{4}-\d{2}-\d{2}\.csv$/)
  expect(csv.text.split('\r\n')).toHaveLength(3)
  expect(csv.text).toContain(`${job.id},deploy,done,${serial},left of the door`)
  expect(csv.text).toContain("'=cmd customer 4711")
  const json = await again.jobs.export({ search, format: 'json' })
  expect(JSON.parse(json.text)).toEqual([await again.jobs.get({ id: job.id })])
})

test('what is not there is refused with its kind of error', async () => {
  const client = await bench.station.client()
  await expect(client.jobs.get({ id: 'nothing' })).rejects.toThrow(/no job/)
  await expect(client.boards.setNote({ id: 'nothing', note: '' })).rejects.toThrow(/no board/)
  expect(await client.boards.timeline({ id: 'nothing' })).toEqual([])
})

import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Drive } from '../../contract/drive.ts'
import type { Job } from '../../contract/job.ts'
import { compareStorage } from '../../headless/demo/compare-storage.ts'
import { createSimulatedDrives } from '../../simulator/drives.ts'
import { createRouter } from '../../station/router.ts'
import { createStation, type Station } from '../../station/station.ts'
import { buildSmallImage, createTestFolder } from '../fixtures/image-files.ts'
import { simulatedPrograms } from './bench.ts'

const mebibyte = 1024 * 1024
const limit = 30_000
const folder = createTestFolder('drives')
const imagePath = join(folder.path, 'golden.img')
const drives = createSimulatedDrives({
  folder: join(folder.path, 'drives'),
  copierPath: simulatedPrograms.copierPath,
  copierFaults: `slow=${16 * mebibyte}`,
})
const stick = {
  name: 'sdb',
  model: 'Example Stick',
  serial: '4C530001',
  sizeBytes: 40 * mebibyte,
  kind: 'usb',
  usbPath: '1-1.2',
} as const
let station: Station
let lsblkHangs = false
let imageId = ''

const client = () => createRouterClient(createRouter(station))

beforeAll(async () => {
  await buildSmallImage(imagePath)
  await startStation()
  const result = await station.images.import({ path: imagePath, name: 'golden' })
  if (result.kind === 'refused') throw new Error(result.message)
  imageId = result.image.id
})

afterAll(async () => {
  await station.stop()
  await folder.remove()
})

const list = async () =>
  lsblkHangs ? ({ kind: 'unavailable', detail: 'lsblk did not end' } as const) : drives.list()

async function startStation(): Promise<void> {
  station = await createStation({
    dataFolder: join(folder.path, 'station'),
    bootFolders: [],
    version: 'test',
    compatibility: false,
    extraCommandLine: '',
    simulated: true,
    world: { drives: { ...drives, list } },
    programs: {
      brokerPath: '/nowhere',
      moverPath: '/nowhere',
      clientPath: simulatedPrograms.clientPath,
    },
    compressionLevel: 3,
    clock: Date.now,
    log: () => undefined,
  })
}

/** Waits until the list of drives, told as to a user interface, holds one that passes. */
async function driveThat(passes: (drive: Drive) => boolean): Promise<Drive> {
  for await (const { drives: list } of station.attachments.follow(AbortSignal.timeout(limit))) {
    const found = list.find(passes)
    if (found !== undefined) return found
  }
  throw new Error('no such drive appeared')
}

async function readyBoard(): Promise<string> {
  const { boardId } = await driveThat((drive) => drive.boardId !== null)
  const signal = AbortSignal.timeout(limit)
  for await (const _ of station.changes.follow(
    () => ({ kind: 'snapshot', snapshot: station.snapshot() }),
    signal,
  ))
    if (station.boards.get(boardId ?? '')?.stage.kind === 'ready') return boardId ?? ''
  throw new Error('the agent of the drive did not register')
}

async function jobThat(id: string, passes: (job: Job) => boolean): Promise<Job> {
  const signal = AbortSignal.timeout(limit)
  for await (const _ of station.changes.follow(
    () => ({ kind: 'snapshot', snapshot: station.snapshot() }),
    signal,
  )) {
    const job = station.jobs.get(id)
    if (job !== undefined && passes(job)) return job
  }
  throw new Error(`job ${JSON.stringify(station.jobs.get(id)?.state)}`)
}

const hasEnded = ({ state }: Job): boolean =>
  ['done', 'failed', 'cancelled', 'unverified'].includes(state.kind)

async function deploy(boardId: string): Promise<Job> {
  const [storage] = station.boards.get(boardId)?.storages ?? []
  return client().jobs.deploy({
    boardId,
    imageId,
    targetPath: storage?.path ?? '',
    targetSizeBytes: storage?.sizeBytes ?? 0,
  })
}

test('a drive becomes a board, is deployed to, verified and backed up, without a served network', async () => {
  drives.plugIn(stick)
  const boardId = await readyBoard()
  expect(station.boards.get(boardId)).toMatchObject({
    link: 'drive',
    usbPath: '1-1.2',
    model: 'Example Stick',
    storages: [{ path: 'usb-4C530001', kind: 'usb', cid: '4C530001' }],
  })
  const armed = await deploy(boardId)
  expect((await jobThat(armed.id, hasEnded)).state).toMatchObject({ kind: 'done' })
  const compared = await compareStorage(drives.fileOf(stick.serial), createReadStream(imagePath))
  expect(compared.kind).toBe('equal')

  const backup = await client().jobs.backup({
    boardId: await readyBoard(),
    imageName: 'copy',
    targetPath: 'usb-4C530001',
    targetSizeBytes: stick.sizeBytes,
  })
  const ended = await jobThat(backup.id, hasEnded)
  expect(ended.state).toMatchObject({ kind: 'done' })
  const copy = station.images.rawStream(ended.imageId ?? '')
  expect((await compareStorage(drives.fileOf(stick.serial), copy)).kind).toBe('equal')
})

test('a deploy that the drive was pulled out of goes on when it is back, in another port and under another name', async () => {
  const boardId = await readyBoard()
  const armed = await deploy(boardId)
  await jobThat(
    armed.id,
    ({ state }) =>
      state.kind === 'running' && ['writing', 'verifying'].includes(state.progress.phase),
  )
  drives.unplug('sdb')
  await jobThat(armed.id, ({ state }) => state.kind === 'interrupted')
  expect(station.boards.get(boardId)?.stage.kind).toBe('silent')
  // Another drive of the same kind is not taken for it.
  drives.plugIn({ ...stick, serial: '4C530002' })
  const other = await driveThat(({ serial, boardId: id }) => serial === '4C530002' && id !== null)
  expect(other.boardId).not.toBe(boardId)
  drives.plugIn({ ...stick, name: 'sdc', usbPath: '2-1' })
  const done = await jobThat(armed.id, hasEnded)
  expect(done).toMatchObject({ state: { kind: 'done' }, attempts: 2 })
  const compared = await compareStorage(drives.fileOf(stick.serial), createReadStream(imagePath))
  expect(compared.kind).toBe('equal')
  const untouched = await readFile(drives.fileOf('4C530002'))
  expect(untouched.every((byte) => byte === 0)).toBe(true)
})

test('a station that ends in the middle takes the agent with it, and goes on when it is started again', async () => {
  const boardId = await readyBoard()
  const armed = await deploy(boardId)
  await jobThat(armed.id, ({ state }) => state.kind === 'running')
  await station.stop()
  await startStation()
  expect(station.jobs.get(armed.id)?.state.kind).toBe('interrupted')
  expect((await jobThat(armed.id, hasEnded)).state.kind).toBe('done')
})

test('a mounted drive is refused, unmounted when asked for, and then used', async () => {
  drives.unplug('sdb')
  drives.unplug('sdc')
  drives.plugIn({ ...stick, mountPoints: ['/media/card'] })
  const mounted = await driveThat(({ refusal }) => refusal !== null)
  expect(mounted).toMatchObject({ boardId: null, refusal: { code: 'drive-mounted' } })
  await client().drives.unmount({ id: mounted.id })
  expect(await driveThat(({ boardId }) => boardId !== null)).toMatchObject({ refusal: null })
})

test('a list of drives that fails is told, and ends no job', async () => {
  const boardId = await readyBoard()
  const armed = await deploy(boardId)
  lsblkHangs = true
  // Makes the station look.
  drives.plugIn({ ...stick, name: 'sde', serial: '4C530005' })
  for await (const { notices } of station.attachments.follow(AbortSignal.timeout(limit)))
    if (notices.some(({ code }) => code === 'no-drives')) break
  expect(await jobThat(armed.id, hasEnded)).toMatchObject({ state: { kind: 'done' }, attempts: 1 })
  lsblkHangs = false
  await driveThat(({ serial }) => serial === '4C530005')
  expect(station.attachments.current().notices.map(({ code }) => code)).not.toContain('no-drives')
  drives.unplug('sde')
})

test('a drive over the limit is refused, and used when a person raises that', async () => {
  await client().settings.change({ largestDriveBytes: 20_000_000 })
  await driveThat(({ refusal }) => refusal?.code === 'drive-too-large')
  await client().settings.change({ largestDriveBytes: 50_000_000 })
  await driveThat(({ boardId }) => boardId !== null)
})

test('nobody but an agent that the station started can register where agents of drives do', async () => {
  const boardsBefore = station.boards.list().length
  const ports = (await readFile('/proc/net/tcp', 'utf8'))
    .split('\n')
    .map((line) => /: 0100007F:([0-9A-F]{4}) 00000000:0000 0A/.exec(line)?.[1])
    .filter((port) => port !== undefined)
    .map((port) => Number.parseInt(port, 16))
  const answers = await Promise.all(
    ports.map((port) =>
      fetch(`http://127.0.0.1:${port}/api/register-device`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ mac: '02:00:00:00:00:99', ip: '127.0.0.1', agent: 1 }),
        signal: AbortSignal.timeout(5_000),
      }).then(
        async (answer) => `${answer.status} ${await answer.text()}`,
        () => '',
      ),
    ),
  )
  expect(
    answers.some((text) => text.startsWith('403') && text.includes('boot-token-missing')),
  ).toBe(true)
  expect(station.boards.list().length).toBe(boardsBefore)
})

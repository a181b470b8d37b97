import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { makeDemoBootFiles } from '../../headless/demo/boot-files.ts'
import { createDemoCables } from '../../headless/demo/usb-cables.ts'
import { boardStorageFile } from '../../simulator/simulated-board.ts'
import type { SimulatedCables } from '../../simulator/usb-agent.ts'
import { SimulatedUsbBoard } from '../../simulator/usb-board.ts'
import { SimulatedUsbBus } from '../../simulator/usb-bus.ts'
import { usbBootFolder } from '../../station/build-usb-boards.ts'
import { createRouter } from '../../station/router.ts'
import { createStation, type Station } from '../../station/station.ts'
import { buildCopier } from '../lab/build-copier.ts'

const mebibyte = 1024 * 1024
const limit = 60_000
const count = 8
const paths = Array.from({ length: count }, (_, index) => `1-1.${index + 1}`)
const serialOf = (path: string): string => `5eb0a7d${path.at(-1)}`

/** Many boards over their own cables, with the real agent; test/vm/usb-agent.test.ts has one board with a real kernel and a real cable. */
describe('boards that have only a USB cable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-usb-agent-'))
  const dataFolder = join(folder, 'station')
  const bus = new SimulatedUsbBus()
  const image = diskOf(2)
  let cables: SimulatedCables
  let station: Station
  let client: ReturnType<typeof clientOf>

  beforeAll(async () => {
    const made = await createDemoCables({
      folder: join(folder, 'boards'),
      programs: {
        client: join(import.meta.dirname, '../../initramfs/provisioning-client.sh'),
        copier: join(await buildCopier('host'), 'bootbench-copier'),
      },
      storageBytes: 4 * mebibyte,
      log: () => undefined,
    })
    cables = made.cables
    makeDemoBootFiles(join(folder, 'boot'), 1024)
    writeFileSync(join(folder, 'image.img'), image)
    const firmware = usbBootFolder(dataFolder, 'agent')
    mkdirSync(firmware, { recursive: true })
    for (const name of ['bootcode.bin', 'bootcode4.bin', 'start4.elf'])
      writeFileSync(join(firmware, name), name)
    station = await createStation({
      dataFolder,
      bootFolders: [join(folder, 'boot')],
      version: 'test',
      compatibility: false,
      extraCommandLine: '',
      simulated: true,
      programs: { brokerPath: '', moverPath: '' },
      compressionLevel: 1,
      clock: Date.now,
      log: () => undefined,
      world: {
        usbBus: bus,
        usbLink: made.usbLink,
        usbTiming: { checkPause: 10, returnLimit: 3_000, silence: { timeout: 3_000, times: 2 } },
      },
    })
    client = clientOf(station)
  })

  afterAll(async () => {
    await cables?.stop()
    await station?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const plug = (path: string): void => {
    const board = new SimulatedUsbBoard({
      path,
      chip: 'bcm2711',
      metadata: [['USER_SERIAL_NUM', serialOf(path)]],
      onBooted: (booted, power) => cables.booted(booted, power, () => bus.plug(booted)),
    })
    bus.plug(board)
  }
  /** All boards, once they are all as `is` wants them. */
  async function boards(is: (board: Board, path: string) => boolean): Promise<readonly Board[]> {
    const list = (): (Board | undefined)[] =>
      paths.map((path) =>
        station.boards.list().find((board) => board.serial?.endsWith(serialOf(path))),
      )
    const snapshot = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
    for await (const _event of station.changes.follow(snapshot, AbortSignal.timeout(limit))) {
      const found = list().flatMap((board, index) =>
        board !== undefined && is(board, paths[index] ?? '') ? [board] : [],
      )
      if (found.length === count) return found
    }
    throw new Error(`not all boards came so far: ${JSON.stringify(station.boards.list())}`)
  }

  test('eight at once boot our agent, each over its own cable', async () => {
    await client.usb.setAutomatic({ target: 'agent' })
    for (const path of paths) plug(path)
    const ready = await boards(({ stage }) => stage.kind === 'ready')
    expect(ready.map(({ link, usbPath }) => [link, usbPath])).toEqual(
      paths.map((path) => ['usb', path]),
    )
    expect(new Set(ready.map(({ ip }) => ip)).size).toBe(count)
    expect(station.boards.list()).toHaveLength(count)
    expect(ready[0]?.bootMode).toBe('rpiboot')
  })

  test('are deployed to, verified, and come back over the same cables as the same boards', async () => {
    const before = await boards(({ stage }) => stage.kind === 'ready')
    const imageId = await importImage(station, join(folder, 'image.img'))
    for (const { id, storages } of before) {
      const [storage] = storages
      if (storage === undefined) throw new Error('a board has no storage')
      const target = { targetPath: storage.path, targetSizeBytes: storage.sizeBytes }
      await client.jobs.deploy({ boardId: id, imageId, ...target })
    }
    await boards(({ id }) => station.jobs.ofBoard(id, 1)[0]?.state.kind === 'done')
    for (const path of paths) {
      const storage = readFileSync(boardStorageFile(join(folder, 'boards', path)))
      expect(storage.subarray(0, image.length).equals(image)).toBe(true)
    }
    const leases = new Map(before.map(({ id, macs }) => [id, macs.join()]))
    const again = await boards(
      ({ id, stage, macs }) => stage.kind === 'ready' && leases.get(id) !== macs.join(),
    )
    expect(again.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    expect(station.boards.list()).toHaveLength(count)
  })

  test('one that is unplugged falls silent at once, and is itself again in another port', async () => {
    const [first] = await boards(({ stage }) => stage.kind === 'ready')
    bus.unplug(paths[0] ?? '')
    await boards(({ id, stage }) => id !== first?.id || stage.kind !== 'ready')
    const moved = new SimulatedUsbBoard({
      path: '2-1',
      chip: 'bcm2711',
      metadata: [['USER_SERIAL_NUM', serialOf(paths[0] ?? '')]],
      onBooted: (booted, power) => cables.booted(booted, power, () => undefined),
    })
    bus.plug(moved)
    const all = await boards(({ stage }) => stage.kind === 'ready')
    expect(all[0]).toMatchObject({ id: first?.id, usbPath: '2-1' })
  })

  test('a batch takes the next board that appears on a cable', async () => {
    const imageId = station.images.list()[0]?.id ?? ''
    await client.batch.start({ imageId, count: 1, storageKind: 'emmc' })
    const path = '1-1.9'
    plug(path)
    const batchJob = () => station.jobs.recent([]).find(({ batchId }) => batchId !== null)
    const snapshot = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
    for await (const _event of station.changes.follow(snapshot, AbortSignal.timeout(limit)))
      if (batchJob()?.state.kind === 'done') break
    expect(batchJob()?.boardSerial).toMatch(serialOf(path))
    const storage = readFileSync(boardStorageFile(join(folder, 'boards', path)))
    expect(storage.subarray(0, image.length).equals(image)).toBe(true)
  })

  test('a board with a 32-bit processor is not sent our agent, and is told why', async () => {
    bus.plug(new SimulatedUsbBoard({ path: '3-1', chip: 'bcm2835' }))
    await expect(client.usb.boot({ path: '3-1', target: 'agent' })).rejects.toMatchObject({
      data: { code: 'usb-agent-32-bit' },
    })
  })
})

function clientOf(station: Station) {
  return createRouterClient(createRouter(station))
}

async function importImage(station: Station, path: string): Promise<string> {
  const { id } = await clientOf(station).images.import({ path, name: 'image' })
  const snapshot = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
  for await (const _event of station.changes.follow(snapshot, AbortSignal.timeout(limit))) {
    const state = station.imports.list().find((known) => known.id === id)?.state
    if (state?.kind === 'done') return state.imageId
    if (state !== undefined && state.kind !== 'running') throw new Error(JSON.stringify(state))
  }
  throw new Error('the import did not end')
}

/** Bytes that do not compress, with a partition table, of so many mebibytes. */
function diskOf(mebibytes: number): Buffer {
  const disk = randomBytes(mebibytes * mebibyte)
  disk.fill(0, 446, 510)
  disk[450] = 0x0c
  disk.writeUInt32LE(1, 454)
  disk.writeUInt32LE(disk.length / 512 - 1, 458)
  disk.writeUInt16BE(0x55aa, 510)
  return disk
}

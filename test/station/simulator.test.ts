import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  createSimulatedBench,
  type SimulatedBench,
  type SimulatedBenchOptions,
} from '../../simulator/bench.ts'
import { buildCopier } from '../lab/build-copier.ts'
import { type ScriptedStation, startScriptedStation } from './scripted-station.ts'

// The loopback form: every board in this process, the real DHCP and TFTP servers, the real client and block copier.

const root = join(import.meta.dirname, '../..')
const place = {
  kind: 'loopback',
  address: '127.77.9.1',
  httpPort: 0,
  dhcpPort: 6767,
  tftpPort: 6969,
  moverPath: '/not/used/by/the/scripted/station',
} as const
const mebibyte = 1024 * 1024
const limit = 90_000

let folder: string
let copierPath: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'))
  copierPath = join(await buildCopier('host'), 'bootbench-copier')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let bench: SimulatedBench | undefined
let station: ScriptedStation | undefined
afterEach(async () => {
  await bench?.stop()
  await station?.stop()
  await rm(join(folder, 'boards'), { recursive: true, force: true })
})

async function startBench(
  deployMebibytes: number,
  options: Partial<SimulatedBenchOptions>,
): Promise<{ bench: SimulatedBench; station: ScriptedStation }> {
  station = await startScriptedStation({
    place,
    netmask: '255.255.255.0',
    range: { first: '127.77.9.10', last: '127.77.9.200' },
    deployMebibytes,
  })
  bench = await createSimulatedBench({
    count: 1,
    network: { ...place, stationAddress: place.address },
    storageBytes: 16 * mebibyte,
    folder: join(folder, 'boards'),
    clientPath: join(root, 'initramfs/provisioning-client.sh'),
    copierPath,
    timeScale: 0.05,
    ...options,
  })
  await bench.start()
  return { bench, station }
}

test('boards of every model netboot, are deployed, and boot what was deployed', async () => {
  const models = ['cm4', 'pi-4b', 'pi-400', 'pi-5', 'cm5', 'pi-3b', 'pi-3b-plus'] as const
  const { bench, station } = await startBench(4, { count: models.length, models })
  await Promise.all(bench.boards.map((board) => board.waitFor('booted-local', limit)))
  for (const board of bench.boards) {
    const written = (await readFile(board.storageFile)).subarray(0, station.image.raw.length)
    expect(written.equals(station.image.raw)).toBe(true)
  }
  expect(station.api.results).toHaveLength(models.length)
  for (const result of station.api.results) expect(result).toMatchObject({ ok: true })
})

test.each([{ returns: 'by itself', powerReturnsAfter: 100 }, { returns: 'when switched on' }])(
  'a board whose power goes in the middle of a deploy and returns $returns is deployed',
  async (how) => {
    const { returns: _, ...fault } = how
    const { bench, station } = await startBench(8, {
      faults: { powerCutsAfter: [3 * mebibyte, 5 * mebibyte], ...fault },
    })
    const [board] = bench.boards
    for (const _cut of [1, 2]) {
      expect(await board?.waitFor('power-off', limit)).toMatchObject({ cause: 'cut' })
      if (how.powerReturnsAfter === undefined) await board?.powerOn()
      await board?.waitFor('agent-started', limit)
    }
    await board?.waitFor('booted-local', limit)
    const written = await readFile(board?.storageFile ?? '')
    expect(written.subarray(0, station.image.raw.length).equals(station.image.raw)).toBe(true)
  },
)

test('a storage that lies is found out and told', async () => {
  const { bench, station } = await startBench(4, { faults: { weakBlock: 2 * mebibyte + 77 } })
  await bench.boards[0]?.waitFor('restarting', limit)
  expect(station.api.results[0]).toMatchObject({ ok: false, code: 'verify-mismatch' })
})

test('a storage that is too small is refused', async () => {
  const { bench, station } = await startBench(4, { storageBytes: 2 * mebibyte })
  await bench.boards[0]?.waitFor('restarting', limit)
  expect(station.api.results[0]).toMatchObject({ ok: false, code: 'storage-too-small' })
})

test('sixty-four boards that are switched on together all register', async () => {
  const { bench, station } = await startBench(0, { count: 64 })
  await Promise.all(
    bench.boards.map(async (board) => {
      for (;;) {
        const { line } = await board.waitFor('agent-line', limit)
        if (line.includes('Registered at')) return
      }
    }),
  )
  expect(new Set(station.api.registrations.map((body) => body.serial)).size).toBe(64)
  expect(new Set(station.api.registrations.map((body) => body.ip)).size).toBe(64)
})

import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Comparison, compareStorage } from '../../headless/demo/compare-storage.ts'
import {
  createSimulatedBench,
  type SimulatedBench,
  type SimulatedBenchOptions,
} from '../../simulator/bench.ts'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { type LoopbackStation, StationChild } from './station-child.ts'

const root = join(import.meta.dirname, '../..')
const mebibyte = 1024 * 1024

/** A real station as a child, an image, and simulated boards on loopback that run the real agent. */
export type TestBench = {
  readonly folder: string
  readonly station: StationChild
  readonly imagePath: string
  readonly imageId: string
  addBoards(options: Partial<SimulatedBenchOptions> & { count: number }): Promise<SimulatedBench>
  /** Compares what a board's storage holds with an image file. */
  compare(storageFile: string, imagePath: string): Promise<Comparison>
  stop(): Promise<void>
}

/** What simulated boards run, and how large their storage is. */
export const simulatedPrograms = {
  storageBytes: 64 * mebibyte,
  clientPath: join(root, 'initramfs/provisioning-client.sh'),
  copierPath: join(root, 'build/copier/bootbench-copier'),
}

/** `number` keeps benches of different test files apart. */
export async function createTestBench(
  number: number,
  options: Partial<
    Pick<LoopbackStation, 'dataFolder' | 'timing' | 'serialNodes' | 'usbBoards' | 'usbFilesOrigin'>
  > = {},
): Promise<TestBench> {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-test-'))
  const station = new StationChild(folder, number, options)
  await station.start()
  const imagePath = join(folder, 'golden.img')
  await buildTestImage({
    path: imagePath,
    hostName: 'golden',
    fatFiles: { 'config.txt': 'x'.repeat(5_000) },
    ext4Files: { 'data.bin': noise(6 * mebibyte) },
    fatMiB: 16,
    ext4MiB: 16,
  })
  const imageId = await station.import(imagePath)
  const benches: SimulatedBench[] = []
  let benchCount = 0
  let boardCount = 0
  return {
    folder,
    station,
    imagePath,
    imageId,
    addBoards: async (wish) => {
      // Taken before anything is waited for: tests add boards at the same time.
      const firstNumber = boardCount + 1
      boardCount += wish.count
      benchCount += 1
      const bench = await createSimulatedBench({
        network: {
          kind: 'loopback',
          stationAddress: station.settings.address,
          dhcpPort: station.settings.dhcpPort,
          tftpPort: station.settings.tftpPort,
        },
        ...simulatedPrograms,
        folder: join(folder, `boards-${benchCount}`),
        timeScale: 0.05,
        firstNumber,
        ...wish,
      })
      benches.push(bench)
      return bench
    },
    compare: async (storageFile, path) =>
      compareStorage(storageFile, (await open(path)).createReadStream({ highWaterMark: mebibyte })),
    stop: async () => {
      await Promise.all(benches.map((bench) => bench.stop()))
      await station.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Bytes that neither compress nor repeat, the same in each run. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let index = 0; index < length; index += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes.writeUInt32LE(state, index)
  }
  return bytes
}

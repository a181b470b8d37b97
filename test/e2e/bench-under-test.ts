import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type FakeStation, startFakeStation } from './fake-station.ts'

/** A running station with at least three boards that are ready, and one image that fits them all. */
export type BenchUnderTest = {
  readonly url: string
  /** Name of an image that fits every board. */
  readonly imageName: string
  /** Name of an image that takes long enough to deploy that a person can cancel it; null where there is none. */
  readonly slowImageName: string | null
  /** Label of a board whose first deploy fails; null where none does. */
  readonly failingBoard: string | null
  /** Stops the station, and starts it again at the same address; null where that can't be done. */
  readonly restart: ((whileDown: () => Promise<void>) => Promise<void>) | null
  readonly stop: () => Promise<void>
}

/** The station at BOOTBENCH_URL when that is set, else a stand-in of our own. BOOTBENCH_IMAGE, BOOTBENCH_SLOW_IMAGE and
 * BOOTBENCH_FAILING_BOARD tell what is on the bench of that station. */
export async function startBench(): Promise<BenchUnderTest> {
  const url = process.env.BOOTBENCH_URL
  if (!url) return startStandIn()
  return {
    url: url.endsWith('/') ? url : `${url}/`,
    imageName: process.env.BOOTBENCH_IMAGE ?? 'demo image',
    slowImageName: process.env.BOOTBENCH_SLOW_IMAGE ?? null,
    failingBoard: process.env.BOOTBENCH_FAILING_BOARD ?? null,
    restart: null,
    stop: async () => undefined,
  }
}

async function startStandIn(): Promise<BenchUnderTest> {
  const root = join(import.meta.dirname, '../../build/renderer')
  await buildInterface()
  const options = { root, boards: 4, images: 3, allReady: true, rate: 600e6 }
  let station: FakeStation = await startFakeStation({ ...options, port: 0 })
  const { url } = station
  return {
    url,
    imageName: 'Raspberry Pi OS Lite 2026-05',
    slowImageName: 'gateway image 4.2',
    failingBoard: [...station.bench.boards.values()].at(-1)?.serial ?? null,
    restart: async (whileDown) => {
      const { bench } = station
      await station.stop()
      await whileDown()
      station = await startFakeStation({ ...options, port: Number(new URL(url).port) }, bench)
    },
    stop: () => station.stop(),
  }
}

/** Builds what people get. In a process of its own: the test runner's NODE_ENV would make a development build of React. */
async function buildInterface(): Promise<void> {
  const root = join(import.meta.dirname, '../..')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const config = join(root, 'renderer/vite.config.ts')
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--config', config, '--logLevel', 'error'],
    { env: { ...process.env, NODE_ENV: 'production' } },
  )
}

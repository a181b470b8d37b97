import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { startDesktop } from '../../electron/desktop-app.ts'
import { type Places, placesOf } from '../../electron/places.ts'
import { makeDemoBootFiles } from '../../headless/demo/boot-files.ts'
import {
  createSimulatedBench,
  type SimulatedBench,
  type SimulatedBenchOptions,
} from '../../simulator/bench.ts'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { createElectronDouble } from './electron-double.ts'

const root = join(import.meta.dirname, '../..')
const mebibyte = 1024 * 1024

/** Where the station serves simulated boards. */
export type LoopbackBench = {
  readonly subnet: string
  readonly httpPort: number
  readonly dhcpPort: number
  readonly tftpPort: number
  /** Imported as "golden" at the first start. */
  readonly imagePath: string
}

// Apart from those of the whole-station tests, which begin at 127.77.1.
const loopback: Omit<LoopbackBench, 'imagePath'> = {
  subnet: '127.78.1',
  httpPort: 24_000,
  dhcpPort: 24_001,
  tftpPort: 24_002,
}

export type DesktopUnderTest = ReturnType<typeof createElectronDouble> & { readonly places: Places }

/** A data folder with an image beside it; several starts of the app can be made on it, one after another. */
export type DesktopFolder = {
  readonly imagePath: string
  readonly places: Places
  /** Starts the real main process on the stand-in of Electron. */
  start(commandLine?: readonly string[]): DesktopUnderTest
  addBoards(options: Partial<SimulatedBenchOptions> & { count: number }): Promise<SimulatedBench>
  remove(): Promise<void>
}

/** Everything that a start of the desktop app needs, except for Electron. */
export async function createDesktopFolder(browser: Browser): Promise<DesktopFolder> {
  for (const built of ['build/renderer/index.html', 'build/desktop/preload.cjs']) {
    if (!existsSync(join(root, built))) {
      throw new Error(`${built} is not built. Run the tests by "npm test", which builds it.`)
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-desktop-'))
  const userDataPath = join(folder, 'user-data')
  mkdirSync(userDataPath)
  const bootFolder = join(folder, 'boot')
  makeDemoBootFiles(bootFolder, 512 * 1024)
  const imagePath = join(folder, 'golden.img')
  process.env.BOOTBENCH_LOOPBACK = JSON.stringify({
    ...loopback,
    imagePath,
  } satisfies LoopbackBench)
  const places: Places = {
    ...placesOf({
      appPath: root,
      resourcesPath: folder,
      userDataPath,
      dataFolder: join(userDataPath, 'station'),
      isPackaged: false,
    }),
    stationModulePath: join(import.meta.dirname, 'loopback-station-process.ts'),
    bootFolder,
  }
  await buildTestImage({
    path: imagePath,
    hostName: 'golden',
    fatFiles: { 'config.txt': 'x'.repeat(5_000) },
    ext4Files: { 'data.bin': Buffer.alloc(4 * mebibyte, 'bootbench') },
    fatMiB: 16,
    ext4MiB: 16,
  })
  const apps: DesktopUnderTest[] = []
  const benches: SimulatedBench[] = []
  let boardCount = 0
  return {
    imagePath,
    places,
    start: (commandLine = []) => {
      const double = createElectronDouble({
        browser,
        userDataPath,
        isPackaged: true,
        commandLine: ['bootbench', ...commandLine],
      })
      const app = { ...double, places }
      apps.push(app)
      startDesktop({
        electron: double.electron,
        places,
        version: 'test',
        commandLine: ['bootbench', ...commandLine],
        platform: 'linux',
        development: false,
        updateSource: null,
        onDefect: () => undefined,
        now: Date.now,
      })
      return app
    },
    addBoards: async (wish) => {
      const bench = await createSimulatedBench({
        network: {
          kind: 'loopback',
          stationAddress: `${loopback.subnet}.1`,
          dhcpPort: loopback.dhcpPort,
          tftpPort: loopback.tftpPort,
        },
        storageBytes: 64 * mebibyte,
        folder: join(folder, `boards-${benches.length}`),
        clientPath: join(root, 'initramfs/provisioning-client.sh'),
        copierPath: join(root, 'build/copier/bootbench-copier'),
        timeScale: 0.05,
        firstNumber: boardCount + 1,
        ...wish,
      })
      boardCount += wish.count
      benches.push(bench)
      return bench
    },
    remove: async () => {
      await Promise.all(benches.map((bench) => bench.stop()))
      await Promise.all(apps.map((app) => app.dispose()))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

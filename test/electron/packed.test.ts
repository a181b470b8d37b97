import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPackageWithOptions, extractAll } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createStationHost, type StationHost } from '../../electron/station-host.ts'
import { type StationWatch, watchStation } from '../../electron/station-watch.ts'
import { examinePackedApp } from '../../scripts/packed-app.ts'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { runOrFail, runProgram } from '../lab/run-program.ts'
import { PortDouble } from './message-ports.ts'
import { makeStubRuntime } from './stub-runtime.ts'
import { UtilityProcessDouble } from './utility-process.ts'

// The desktop app is packed as for an installer, on a stub in the place of Electron's runtime, and then looked through and run.

const root = join(import.meta.dirname, '../..')
const architecture = process.arch === 'arm64' ? 'arm64' : 'x64'
const folder = mkdtempSync(join(tmpdir(), 'bootbench-packed-'))
const packed = join(folder, architecture === 'x64' ? 'linux-unpacked' : 'linux-arm64-unpacked')
const resources = join(packed, 'resources')
/** What the archive holds, as files: plain Node can't look into it. */
const app = join(folder, 'app')

const isElsewhere = process.platform !== 'linux'
if (isElsewhere)
  console.warn('SKIPPED, because this is not Linux: what the packed desktop app holds')

describe.skipIf(isElsewhere)('the packed desktop app', () => {
  beforeAll(async () => {
    await runOrFail('sh', ['scripts/build-desktop-helpers.sh', architecture], { cwd: root })
    const runtime = await makeStubRuntime(join(folder, 'runtime'), '45.4.1')
    await runOrFail(
      process.execPath,
      [
        join(root, 'node_modules/electron-builder/out/cli/cli.js'),
        ...['--config', 'electron-builder.yml', '--dir', '--linux', `--${architecture}`],
        ...['--publish', 'never', `-c.electronDist=${runtime}`, `-c.directories.output=${folder}`],
      ],
      { cwd: root, limitMs: 110_000 },
    )
    extractAll(join(resources, 'app.asar'), app)
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('holds everything that it needs, nothing that it must not, with the fuses set', async () => {
    expect(await examinePackedApp(packed, architecture)).toEqual([])
  })

  test('holds every file of the user interface', () => {
    const filesIn = (path: string): string[] =>
      readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
    expect(filesIn(join(app, 'build/renderer'))).toEqual(filesIn(join(root, 'build/renderer')))
  })

  test.each([
    'resources/native/bootbench-broker',
    'resources/native/bootbench-tftp-mover',
    'resources/initramfs/vmlinuz',
    'resources/initramfs/initrd.img',
    `resources/app.asar.unpacked/node_modules/lzma-native/prebuilds/linux-${architecture}/electron.napi.node`,
    `resources/app.asar.unpacked/node_modules/@node-usb/usb-linux-${architecture}-gnu/usb.linux-${architecture}-gnu.node`,
    'bootbench-desktop',
  ])('is found wanting without %s', async (name) => {
    renameSync(join(packed, name), join(folder, 'away'))
    try {
      expect(await examinePackedApp(packed, architecture)).toEqual([`${name} is missing`])
    } finally {
      renameSync(join(folder, 'away'), join(packed, name))
    }
  })

  test('is found wanting when a program can not be executed', async () => {
    const name = 'native/bootbench-broker'
    chmodSync(join(resources, name), 0o644)
    expect(await examinePackedApp(packed, architecture)).toEqual([
      `resources/${name} can't be executed`,
    ])
    chmodSync(join(resources, name), 0o755)
  })

  test('is found wanting for each file that the archive lacks', async () => {
    const names = [
      'build/desktop/preload.cjs',
      'build/desktop/chunk-worker.js',
      'build/renderer/index.html',
      'resources/desktop/tray-failed.png',
      'node_modules/electron-updater/package.json',
    ]
    const copy = await repack((files) => {
      for (const name of names) rmSync(join(files, name))
    })
    const found = (await examinePackedApp(copy, architecture)).join('\n')
    for (const name of names.slice(0, 4)) expect(found).toContain(`${name} is missing`)
    expect(found).toContain('electron-updater, which build/desktop/main.js needs, is missing')
  })

  test('is found wanting when it holds a key, a source map or a source file', async () => {
    const copy = await repack((files) => {
      writeFileSync(join(files, 'build/desktop/main.js.map'), '{}')
      writeFileSync(join(files, 'build/desktop/main.ts'), '')
      writeFileSync(join(files, 'signing-key.pem'), '')
      writeFileSync(join(files, 'build/renderer/key.js'), '"-----BEGIN PRIVATE KEY-----"')
    })
    const found = await examinePackedApp(copy, architecture)
    expect(found).toHaveLength(4)
  })

  test('has scripts for installing that a shell understands', () => {
    const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0
    if (!hasShellcheck) console.warn('SKIPPED: shellcheck of the packages, which is not installed.')
    for (const name of ['after-install.sh', 'after-remove.sh']) {
      const script = join(folder, name)
      const text = readFileSync(join(root, 'resources/packaging', name), 'utf8')
      // As electron-builder fills in the names.
      writeFileSync(script, text.replace(/\$\{(\w+)\}/g, 'bootbench-desktop'))
      const [program, words] = hasShellcheck ? ['shellcheck', ['-s', 'sh']] : ['sh', ['-n']]
      execFileSync(program, [...words, script], { stdio: 'inherit' })
    }
  })

  test('begins: every import of its main process is there', async () => {
    const { code, stderr } = await runProgram(
      process.execPath,
      [
        '--import',
        join(import.meta.dirname, 'second-instance.ts'),
        join(app, 'build/desktop/main.js'),
      ],
      { cwd: folder },
    )
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('runs its station, which imports an image on its worker threads', async () => {
    const imagePath = join(folder, 'golden.img')
    await buildTestImage({
      path: imagePath,
      hostName: 'golden',
      fatFiles: { 'config.txt': 'x' },
      ext4Files: { 'data.bin': Buffer.alloc(1024, 'bootbench') },
      fatMiB: 16,
      ext4MiB: 16,
    })
    execFileSync('xz', ['-0', '-k', imagePath])
    const { host, watch, imported } = startPackedStation()
    try {
      await expect.poll(() => watch.client() !== null, { timeout: 20_000 }).toBe(true)
      await watch.client()?.images.import({ path: `${imagePath}.xz` })
      await imported
    } finally {
      watch.stop()
      await host.stop()
    }
  })

  /** A copy of the packed app whose archive was changed. */
  async function repack(change: (files: string) => void): Promise<string> {
    const copy = mkdtempSync(join(folder, 'repacked-'))
    mkdirSync(join(copy, 'resources'))
    for (const name of ['bootbench-desktop', 'resources/native', 'resources/initramfs']) {
      symlinkSync(join(packed, name), join(copy, name))
    }
    const files = mkdtempSync(join(folder, 'files-'))
    cpSync(app, files, { recursive: true })
    change(files)
    await createPackageWithOptions(files, join(copy, 'resources/app.asar'), { unpack: '**/*.node' })
    return copy
  }

  function startPackedStation(): {
    host: StationHost
    watch: StationWatch
    imported: Promise<void>
  } {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const log = (): void => undefined
    const host = createStationHost({
      electron: {
        utilityProcess: { fork: (path: string) => new UtilityProcessDouble(path, []) },
        MessageChannelMain: class {
          readonly port1: PortDouble
          readonly port2: PortDouble
          constructor() {
            ;[this.port1, this.port2] = PortDouble.pair()
          }
        },
      } as unknown as Parameters<typeof createStationHost>[0]['electron'],
      modulePath: join(app, 'build/desktop/station-process.js'),
      start: {
        dataFolder: join(folder, 'data'),
        bootFolder: join(resources, 'initramfs'),
        version: 'packed',
        brokerPath: join(resources, 'native/bootbench-broker'),
        moverPath: join(resources, 'native/bootbench-tftp-mover'),
        clientPath: join(resources, 'native/provisioning-client.sh'),
        rulesFolder: join(resources, 'udev'),
      },
      onStuck: (why) => reject(new Error(why)),
      onRecovered: () => reject(new Error('The station ended and was started again.')),
      log,
      now: Date.now,
    })
    const watch = watchStation({
      openPort: host.openPort,
      log,
      onEvents: (events) => {
        for (const event of events) {
          if (event.kind !== 'importChanged' || event.import.state.kind === 'running') continue
          const { state } = event.import
          if (state.kind === 'done') resolve()
          else reject(new Error(JSON.stringify(state)))
        }
      },
    })
    host.start()
    return { host, watch, imported: promise }
  }
})

// npm run dist [-- --linux deb --arm64 …]: builds installers of the desktop app into build/dist. What follows goes to electron-builder;
// without it: everything that this system can build, for x64 and arm64.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { examinePackedApp, type PackedArchitecture } from './packed-app.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const given = process.argv.slice(2)

/** Names of architectures as electron-builder has them, and the compiler that builds for them from another one. */
const compilers = { x64: 'x86_64-linux-gnu-gcc', arm64: 'aarch64-linux-gnu-gcc' } as const
const named = (['x64', 'arm64'] as const).filter((arch) => given.includes(`--${arch}`))
const wanted = named.length === 0 ? (['x64', 'arm64'] as const) : named

/** electron-builder takes the helpers of each architecture from a folder of its own. */
function buildHelpers(arch: PackedArchitecture): void {
  const environment = arch === process.arch ? {} : { CC: process.env.CC ?? compilers[arch] }
  runOrEnd('sh', ['scripts/build-desktop-helpers.sh', arch], environment)
}

function runOrEnd(program: string, words: readonly string[], environment: object = {}): void {
  const { status } = spawnSync(program, words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  if (status !== 0) process.exit(status ?? 1)
}

/** A folder with update files on a web server, as electron-updater reads it. */
function updateFeed(): string[] {
  const feed = process.env.BOOTBENCH_UPDATE_FEED
  if (feed === undefined) return []
  if (URL.parse(feed)?.protocol !== 'https:') {
    process.stderr.write(`BOOTBENCH_UPDATE_FEED must be an https address, not "${feed}".\n`)
    process.exit(2)
  }
  return ['-c.publish.provider=generic', `-c.publish.url=${feed}`]
}

/** A file that was forgotten must not reach a person: the unpacked app is what the installers hold. */
async function examine(arch: PackedArchitecture): Promise<void> {
  const folder = `${root}build/dist/linux-${arch === 'x64' ? '' : `${arch}-`}unpacked`
  if (!existsSync(folder)) return
  const found = await examinePackedApp(folder, arch)
  for (const problem of found) process.stderr.write(`${folder}: ${problem}\n`)
  if (found.length > 0) process.exit(1)
}

if (process.platform === 'linux') for (const arch of wanted) buildHelpers(arch)
runOrEnd('node_modules/.bin/electron-builder', [
  ...['--config', 'electron-builder.yml', '--publish', 'never'],
  ...updateFeed(),
  ...given,
])
if (process.platform === 'linux') for (const arch of wanted) await examine(arch)

// Installs what a command needs, when it is missing or stale. Runs on Node 20 and has no dependencies, because it runs before
// anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packagesOf, systemPackages } from './system-packages.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Node 24 of the locked packages: what everything but these scripts runs on. */
export const node24 = join(
  root,
  'node_modules',
  '.bin',
  process.platform === 'win32' ? 'node.cmd' : 'node',
)

/** Installs the locked npm packages and the system packages of `command`. Throws an Error that says what to do when it can't. */
export function setUp(command) {
  installNpmPackages()
  installSystemPackages(packagesOf[command] ?? [])
}

function installNpmPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.bootbench-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(node24)) return
  say('Installing the locked npm packages (about a minute) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])
  writeFileSync(stamp, lock)
}

function installSystemPackages(groups) {
  const wanted = groups.flatMap((group) => Object.entries(systemPackages[group]))
  if (wanted.length === 0 || process.platform !== 'linux') return
  const dpkg = spawnSync('dpkg-query', ['--version'])
  if (dpkg.error !== undefined) {
    say(
      `This is neither Debian nor Ubuntu; make sure that these are installed: ${wanted.map(([name]) => name).join(' ')}`,
    )
    return
  }
  const missing = wanted.filter(([name]) => !isInstalled(name))
  if (missing.length === 0) return
  const names = missing.map(([name]) => name)
  if (process.getuid?.() !== 0) {
    const reasons = missing.map(([name, reason]) => `  ${name.padEnd(24)} ${reason}`).join('\n')
    throw new Error(
      `These packages are missing:\n${reasons}\nInstall them with this one command, then try again:\n\n  sudo apt-get install --no-install-recommends ${names.join(' ')}\n`,
    )
  }
  say(`Installing ${names.length} packages of the system: ${names.join(' ')} …`)
  installWithApt(names)
}

function installWithApt(names) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], environment)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], environment)
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder
const statusField = '${db:Status-Status}'

function isInstalled(name) {
  const found = spawnSync('dpkg-query', ['-W', '-f', statusField, name], {
    encoding: 'utf8',
  })
  return found.status === 0 && found.stdout.startsWith('installed')
}

/** Runs a program and shows its output; throws when it fails. */
export function run(program, args, environment = process.env) {
  const shell = process.platform === 'win32'
  const ended = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment,
    shell,
  })
  if (ended.error !== undefined)
    throw new Error(`${program} could not be started: ${ended.error.message}`)
  if (ended.status !== 0)
    throw new Error(
      `${program} ${args.join(' ')} failed (exit code ${ended.status ?? ended.signal}).`,
    )
}

/** A line about what these scripts do, apart from the output of the programs. */
export function say(line) {
  process.stderr.write(`[bootbench] ${line}\n`)
}

/** Writes a file and the folders above it. */
export function writeStamp(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

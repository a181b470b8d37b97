// npm run deb [-- FOLDER]: builds the Debian package of the headless station into FOLDER (build/deb). The same sources give the same bytes.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { productionPackages } from './production-packages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Debian's names of the architectures that Node and our C programs are built for. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
const program = 'usr/lib/bootbench'

/** What goes into the package as it is in the project. The simulator is part of it, so that the demo runs. */
const sources = ['contract', 'station', 'headless', 'simulator', 'package.json']
const built = ['build/renderer', 'build/native', 'build/initramfs', 'build/copier']
/** Only the desktop app needs the updater; Node itself is copied alone. */
const packagesLeftOut = ['electron-updater', 'node']

const version = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
).version
const architecture = architectures[process.arch]
if (architecture === undefined) throw new Error(`There is no Debian package for ${process.arch}.`)

const outFolder = resolve(process.argv[2] ?? join(root, 'build/deb'))
const tree = mkdtempSync(join(tmpdir(), 'bootbench-deb-'))
try {
  fillTree()
  const file = join(outFolder, `bootbench_${version}_${architecture}.deb`)
  mkdirSync(outFolder, { recursive: true })
  pack(file)
  process.stdout.write(`${file}\n`)
} finally {
  rmSync(tree, { recursive: true, force: true })
}

function fillTree(): void {
  for (const path of [...sources, ...built]) copyProject(path)
  copyProject('initramfs/provisioning-client.sh')
  for (const folder of productionPackages(root, packagesLeftOut)) copyPackage(folder)
  copyAs(process.execPath, `${program}/node`, 0o755)
  copyAs(join(root, 'resources/debian/bootbench'), 'usr/bin/bootbench', 0o755)
  for (const unit of ['bootbench.service', 'bootbench.socket']) {
    copyAs(join(root, 'resources/systemd', unit), `usr/lib/systemd/system/${unit}`, 0o644)
  }
  copyAs(
    join(root, 'resources/polkit/org.bootbench.broker.policy'),
    'usr/share/polkit-1/actions/org.bootbench.broker.policy',
    0o644,
  )
  copyProject('resources/udev')
  for (const rules of readdirSync(join(root, 'resources/udev'))) {
    copyAs(join(root, 'resources/udev', rules), `usr/lib/udev/rules.d/${rules}`, 0o644)
  }
  copyAs(join(root, 'docs/install.md'), 'usr/share/doc/bootbench/install.md', 0o644)
  copyAs(join(root, 'resources/debian/copyright'), 'usr/share/doc/bootbench/copyright', 0o644)
  setModes(tree)
  writeControlFiles()
  const time = sourceTime()
  for (const path of walk(tree)) lutimesSync(path, time, time)
}

function copyProject(path: string): void {
  const from = join(root, path)
  if (!existsSync(from)) {
    throw new Error(`${path} is missing. Run "npm run deb", which builds it first.`)
  }
  cpSync(from, join(tree, program, path), { recursive: true, filter: isForUse })
}

/** Tests, TypeScript's own settings and readers' files are not for the installed program. */
function isForUse(path: string): boolean {
  return !/(\.test\.tsx?|test-bench\.ts|tsconfig\.json|README\.md|\.map)$/.test(path)
}

/** A package without the packages below it, which come by themselves where they are needed, and without other systems' binaries. */
function copyPackage(folder: string): void {
  const from = join(root, folder)
  const prebuilt = `${process.platform}-${process.arch}`
  cpSync(from, join(tree, program, folder), {
    recursive: true,
    filter: (path) => {
      const inside = relative(from, path)
      if (inside === 'node_modules' || inside.startsWith('node_modules/')) return false
      const [, platform] = /^prebuilds\/([^/]+)/.exec(inside) ?? []
      if (platform !== undefined && platform !== prebuilt) return false
      return !/(^(deps|src|build|test|tests|binding\.gyp)(\/|$)|\.map$|\.d\.[cm]?ts$)/.test(inside)
    },
  })
}

function copyAs(from: string, to: string, mode: number): void {
  mkdirSync(dirname(join(tree, to)), { recursive: true })
  cpSync(from, join(tree, to))
  chmodSync(join(tree, to), mode)
}

/** The modes do not depend on the umask of who builds: folders and programs 755, the rest 644. */
function setModes(folder: string): void {
  for (const path of walk(folder)) {
    const found = statSync(path)
    chmodSync(path, found.isDirectory() || (found.mode & 0o100) !== 0 ? 0o755 : 0o644)
  }
}

function writeControlFiles(): void {
  const files = walk(tree).filter((path) => statSync(path).isFile())
  const kibibytes = files.reduce((sum, path) => sum + Math.ceil(statSync(path).size / 1024), 0)
  const sums = files.map((path) => {
    const sum = createHash('md5').update(readFileSync(path)).digest('hex')
    return `${sum}  ${relative(tree, path)}\n`
  })
  const folder = join(tree, 'DEBIAN')
  mkdirSync(folder)
  writeFileSync(join(folder, 'control'), control(kibibytes))
  writeFileSync(join(folder, 'md5sums'), sums.join(''))
  for (const script of ['postinst', 'prerm', 'postrm']) {
    cpSync(join(root, 'resources/debian', script), join(folder, script))
    chmodSync(join(folder, script), 0o755)
  }
  for (const name of ['control', 'md5sums']) chmodSync(join(folder, name), 0o644)
  chmodSync(folder, 0o755)
}

function control(kibibytes: number): string {
  return [
    'Package: bootbench',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: The Bootbench authors <bootbench@localhost>',
    `Installed-Size: ${kibibytes}`,
    // libc, libstdc++: Node. The C++ library of Debian 12 and Ubuntu 24.04.
    'Depends: libc6 (>= 2.31), libstdc++6 (>= 10), passwd, libcap2-bin, init-system-helpers, iproute2, iputils-arping',
    // From curl on: the agent and the block copier of drives.
    'Recommends: systemd, nftables, iputils-ping, i2c-tools, uhubctl, curl, libcurl4 | libcurl4t64, libssl3 | libssl3t64, libzstd1, libjansson4',
    'Section: admin',
    'Priority: optional',
    'Description: provisioning station for Raspberry Pi boards',
    ' Boards on one network port netboot from this computer, and are deployed to and',
    ' backed up from a user interface in the browser or from the command line.',
    '',
  ].join('\n')
}

/** Of the last commit, or what SOURCE_DATE_EPOCH says (reproducible-builds.org/specs/source-date-epoch), in seconds since 1970. */
function sourceTime(): number {
  const given = process.env.SOURCE_DATE_EPOCH
  if (given !== undefined) return Number(given)
  const git = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' })
  return git.status === 0 ? Number(git.stdout.trim()) : 0
}

function pack(file: string): void {
  const ended = spawnSync(
    'dpkg-deb',
    ['--root-owner-group', '-Zzstd', '-z5', '--build', tree, file],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, SOURCE_DATE_EPOCH: String(sourceTime()) },
    },
  )
  if (ended.error !== undefined)
    throw new Error(`dpkg-deb could not be started: ${ended.error.message}. Install "dpkg".`)
  if (ended.status !== 0) throw new Error(`dpkg-deb failed (exit code ${ended.status}).`)
}

/** The folder and everything below it, sorted. */
function walk(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return [
    path,
    ...readdirSync(path)
      .sort()
      .flatMap((name) => walk(join(path, name))),
  ]
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const folder = join(root, '.cache/peers')

/**
 * The servers to compare with, and the libraries that they need. They start services when they are installed, so
 * they are only unpacked, each into a folder of its own.
 */
const packages = ['atftpd', 'tftpd-hpa', 'libwrap0', 'libnsl2', 'libtirpc3', 'nginx'] as const

/**
 * Gets and unpacks what is not there yet (Debian and Ubuntu; needs no rights). What can't be had is named on the
 * terminal, and the benches say which peer they go without.
 */
export function unpackPeers(): void {
  if (spawnSync('apt-get', ['--version']).error !== undefined) {
    console.warn('SKIPPED getting peers: this machine has no apt-get.')
    return
  }
  mkdirSync(folder, { recursive: true })
  for (const name of packages) if (!existsSync(join(folder, name))) unpack(name)
}

function unpack(name: string): void {
  const got = spawnSync('apt-get', ['download', '-q', name], { cwd: folder, encoding: 'utf8' })
  const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}_`))
  if (got.status !== 0 || file === undefined) {
    console.warn(`SKIPPED ${name}, which can't be downloaded: ${got.stderr.trim()}`)
    return
  }
  const target = join(folder, name)
  const unpacked = spawnSync('dpkg-deb', ['-x', file, name], { cwd: folder, encoding: 'utf8' })
  if (unpacked.status === 0) return
  rmSync(target, { recursive: true, force: true })
  console.warn(`SKIPPED ${name}, which can't be unpacked: ${unpacked.stderr.trim()}`)
}

/** The path of an unpacked or installed program of a package, such as `nginx` and `usr/sbin/nginx`. */
export function findPeer(name: (typeof packages)[number], program: string): string | undefined {
  return [join(folder, name, program), join('/', program)].find((path) => existsSync(path))
}

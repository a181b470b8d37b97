import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOrFail } from '../lab/run-program.ts'

const cache = fileURLToPath(new URL('../../.cache/clean-root', import.meta.url))
const suite = 'bookworm'
/** systemd, what our package depends on, and nothing else: a missing dependency of ours shows. */
const packages = [
  'systemd-sysv',
  'dbus',
  'init-system-helpers',
  'passwd',
  'libcap2-bin',
  'libstdc++6',
  'iproute2',
  'iputils-arping',
]
const limitMs = 240_000

/** $1 the folder, $2 the suite, $3 the packages. An unfinished folder has another name. */
const makeFolder = `
[ ! -d "$1" ] || exit 0
trap 'rm -rf --one-file-system "$1.unfinished"' EXIT
rm -rf --one-file-system "$1.unfinished"
mmdebstrap --quiet --variant=essential --dpkgopt=force-unsafe-io --include="$3" "$2" "$1.unfinished"
mv "$1.unfinished" "$1"
`

/**
 * The folder of a fresh Debian 12, made once for this list of packages, under a lock: who comes while it is made waits for it.
 * It is only read: whoever runs it puts a layer above it.
 */
export async function cleanRoot(): Promise<string> {
  const name = createHash('sha256')
    .update([suite, ...packages].join(' '))
    .digest('hex')
  const folder = join(cache, name.slice(0, 12))
  await mkdir(cache, { recursive: true })
  const make = ['sh', '-ec', makeFolder, 'sh', folder, suite, packages.join(',')]
  await runOrFail('flock', [join(cache, 'lock'), ...make], { limitMs })
  return folder
}

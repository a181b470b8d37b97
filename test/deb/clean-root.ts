import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
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

/** The folder of a fresh Debian 12, made once for this list of packages. It is only read: whoever runs it puts a layer above it. */
export async function cleanRoot(): Promise<string> {
  const name = createHash('sha256')
    .update([suite, ...packages].join(' '))
    .digest('hex')
  const folder = join(cache, name.slice(0, 12))
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const unfinished = `${folder}.${process.pid}`
  try {
    await runOrFail(
      'mmdebstrap',
      [
        '--quiet',
        '--variant=essential',
        '--dpkgopt=force-unsafe-io',
        `--include=${packages.join(',')}`,
        suite,
        unfinished,
      ],
      { limitMs },
    )
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return folder
}

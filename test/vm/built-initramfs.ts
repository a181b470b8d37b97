import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runOrFail } from '../lab/run-program.ts'

const project = join(import.meta.dirname, '../..')
const sources = join(project, 'initramfs')
const folder = join(project, 'build/initramfs')

/** The folder with initrd.img and vmlinuz, built from today's sources under a lock when it is older than they are. */
export async function builtInitramfs(): Promise<string> {
  await mkdir(join(project, 'build'), { recursive: true })
  if (!isNew()) {
    await runOrFail('flock', [`${folder}.lock`, join(sources, 'build.sh'), folder], {
      limitMs: 600_000,
    })
  }
  return folder
}

function isNew(): boolean {
  const built = join(folder, 'initrd.img')
  if (!existsSync(built)) return false
  const { mtimeMs } = statSync(built)
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('.md'))
    .map((name) => statSync(join(sources, name)))
    .every((source) => source.isDirectory() || source.mtimeMs < mtimeMs)
}

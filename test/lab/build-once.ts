import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runOrFail } from './run-program.ts'

const root = join(import.meta.dirname, '../..')

/** $1 the folder of the result, the rest the command that fills it. The mark is made last: half a build is none. */
const buildUnlessThere = `
folder=$1
shift
[ -e "$folder/.built" ] || { "$@" && touch "$folder/.built"; }
`

/**
 * The folder with C programs built from today's sources: the files of `sources`, a folder of the project. `variant` names the
 * way they are built. Built once, under a lock: tests that run at the same time wait for each other.
 */
export async function buildOnce(
  sources: string,
  variant: string,
  commandFor: (folder: string) => readonly string[],
): Promise<string> {
  const hash = createHash('sha256').update(variant)
  const names = await readdir(join(root, sources), { recursive: true })
  for (const name of names.filter((path) => /\.(c|h|sh)$/.test(path)).sort()) {
    hash.update(await readFile(join(root, sources, name)))
  }
  const kept = join(root, '.cache', sources.replaceAll('/', '-'))
  const folder = join(kept, hash.digest('hex').slice(0, 16))
  await mkdir(kept, { recursive: true })
  const build = ['sh', '-ec', buildUnlessThere, 'sh', folder, ...commandFor(folder)]
  await runOrFail('flock', [`${folder}.lock`, ...build], { limitMs: 240_000 })
  return folder
}

import { createHash } from 'node:crypto'
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runOrFail } from './run-program.ts'

const root = join(import.meta.dirname, '../..')

/** The path of a broker built from today's source, if wanted one that checks its memory; built only when the source has changed. */
export async function buildBroker(extraFlags = ''): Promise<string> {
  return join(await buildNative(extraFlags), 'bootbench-broker')
}

/** The path of a TFTP mover built from today's source, if wanted one that checks its memory (ASan, UBSan). */
export async function buildMover(extraFlags = ''): Promise<string> {
  return join(await buildNative(extraFlags), 'bootbench-tftp-mover')
}

/** The folder with both programs. */
async function buildNative(extraFlags = ''): Promise<string> {
  const names = (await readdir(join(root, 'native'))).filter((name) => /\.(c|h|sh)$/.test(name))
  const sources = await Promise.all(
    names.sort().map((name) => readFile(join(root, 'native', name))),
  )
  const hash = createHash('sha256').update(Buffer.concat(sources)).update(extraFlags)
  const folder = join(root, '.cache/native', hash.digest('hex').slice(0, 16))
  const isBuilt = await access(join(folder, 'bootbench-tftp-mover')).then(
    () => true,
    () => false,
  )
  if (!isBuilt) {
    const command = [`EXTRA_FLAGS=${extraFlags}`, join(root, 'native/build.sh'), folder]
    await runOrFail('env', command, { limitMs: 120_000 })
  }
  return folder
}

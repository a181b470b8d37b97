import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runOrFail } from './run-program.ts'

const root = join(import.meta.dirname, '../..')

/** The path of a broker built from today's source; built only when the source has changed. */
export async function buildBroker(): Promise<string> {
  const sources = await Promise.all(
    ['broker.c', 'build.sh'].map((name) => readFile(join(root, 'native', name))),
  )
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 16)
  const folder = join(root, '.cache/native', hash)
  const path = join(folder, 'bootbench-broker')
  const isBuilt = await access(path).then(
    () => true,
    () => false,
  )
  if (!isBuilt) await runOrFail(join(root, 'native/build.sh'), [folder])
  return path
}

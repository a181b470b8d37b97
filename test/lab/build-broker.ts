import { join } from 'node:path'
import { buildOnce } from './build-once.ts'

const builder = join(import.meta.dirname, '../../native/build.sh')

/** The path of a broker built from today's source, if wanted one that checks its memory; built only when the source has changed. */
export async function buildBroker(extraFlags = ''): Promise<string> {
  return join(await buildNative(extraFlags), 'bootbench-broker')
}

/** The path of a TFTP mover built from today's source, if wanted one that checks its memory (ASan, UBSan). */
export async function buildMover(extraFlags = ''): Promise<string> {
  return join(await buildNative(extraFlags), 'bootbench-tftp-mover')
}

/** The folder with both programs. */
function buildNative(extraFlags: string): Promise<string> {
  return buildOnce('native', extraFlags, (folder) => [
    'env',
    `EXTRA_FLAGS=${extraFlags}`,
    builder,
    folder,
  ])
}

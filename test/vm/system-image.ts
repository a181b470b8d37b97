import { join } from 'node:path'
import { runOrFail } from '../lab/run-program.ts'

/** Set by build-system-image.sh. */
export const systemHostName = 'bench-proof-image'

const buildLimitMs = 20 * 60_000

/** The path of the Debian system image (a raw disk); built at the first call on this machine, then kept. */
export async function findSystemImage(): Promise<string> {
  const builder = join(import.meta.dirname, 'build-system-image.sh')
  return (await runOrFail(builder, [], { limitMs: buildLimitMs })).trim()
}

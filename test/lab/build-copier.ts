import { join } from 'node:path'
import { buildOnce } from './build-once.ts'

const builder = join(import.meta.dirname, '../../initramfs/copier/build.sh')

/**
 * The folder with a block copier built from today's source for this computer, with the simulator's faults; `asan` is one that
 * checks its memory, beside its own tests.
 */
export function buildCopier(variant: 'host' | 'asan'): Promise<string> {
  return buildOnce('initramfs/copier', variant, (folder) => [builder, variant, folder])
}

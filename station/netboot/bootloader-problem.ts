import type { Board } from '../../contract/board.ts'
import type { StuckCode } from '../../contract/stuck.ts'
import type { BootTrail } from './boot-trail.ts'
import {
  blocksOfOldBootloaders,
  bootloaderDate,
  bootloaderFamily,
  builtBefore,
  largeFileMinimum,
  netbootMinimums,
} from './bootloader-versions.ts'

/** The facts of `bootloader-too-old`: `<2020-03-04` is a bootloader of which only that is known. */
type BootloaderFacts = { readonly version: string; readonly minimum: string }

/** Where a board stops that an old bootloader explains. */
const explained: readonly StuckCode[] = [
  'offer-not-taken',
  'no-boot-files-asked',
  'file-missing',
  'transfer-stopped',
  'stopped-between-files',
  'agent-never-called',
]

/** Whether this board stopped because its bootloader is too old, as its agent told of it earlier or as its packets show; null: no sign of that. */
export function bootloaderProblem(
  board: Pick<Board, 'model' | 'eepromVersion'>,
  trail: BootTrail,
  code: StuckCode,
): BootloaderFacts | null {
  const family = bootloaderFamily(board.model)
  if (family === null || !explained.includes(code)) return null
  const known = bootloaderDate(board.eepromVersion)
  const minimum = isTooLong(trail) ? largeFileMinimum.date : netbootMinimums[family].date
  if (known !== null) return known < minimum ? { version: known, minimum } : null
  const before = earlier(trail.bootloaderBefore, builtBefore(trail.file?.blockSize ?? 0))
  return before !== null && before <= minimum ? { version: `<${before}`, minimum } : null
}

/** Old bootloaders can't count the blocks of such a file. */
function isTooLong({ file }: BootTrail): boolean {
  return file !== null && file.blockSize > 0 && file.size / file.blockSize > blocksOfOldBootloaders
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

import { formatBytes } from '../logic/format.ts'
import { type BarPiece, partitionName } from '../logic/partition-bar.ts'
import { t } from '../text/translate.ts'

const fills = ['bg-accent', 'bg-work', 'bg-warning-ink', 'bg-good-ink'] as const

/** The colour of a partition in its bar and beside its name. Never the only sign: its number stands with it. */
export function partitionFill(number: number): string {
  return fills[(number - 1) % fills.length] ?? fills[0]
}

/** A piece of an image in words: number, name and size. */
export function pieceWords({ partition, sizeBytes }: BarPiece): string {
  const size = formatBytes(sizeBytes)
  return partition
    ? t('images.partition', { number: partition.number, name: partitionName(partition), size })
    : t('images.unpartitioned', { size })
}

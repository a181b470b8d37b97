import type { Image } from '../../contract/image.ts'
import { formatBytes } from '../logic/format.ts'
import { type BarPiece, barPieces, partitionName } from '../logic/partition-bar.ts'
import { imageText } from '../text/images.ts'

const fills = ['bg-accent-soft', 'bg-work-soft', 'bg-warning-soft', 'bg-good-soft'] as const

/** The partitions of an image, drawn to scale, with their names beneath. */
export function PartitionBar({ image }: { readonly image: Image }) {
  const pieces = barPieces(image)
  if (!image.partitionTable) return <span className="text-ink-soft">{imageText.noPartitions}</span>
  return (
    <div className="flex min-w-44 flex-col gap-1">
      <div
        aria-hidden
        className="flex h-4 w-full gap-px overflow-hidden rounded border border-line-strong bg-line-strong"
      >
        {pieces.map((piece, index) => (
          <div
            key={piece.partition?.number ?? `gap-${index}`}
            className={piece.partition ? fillOf(piece.partition.number) : 'bg-surface'}
            style={{ flexGrow: piece.sizeBytes, flexBasis: 0, minWidth: 3 }}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-3 text-sm text-ink-soft">
        {pieces.map((piece, index) => (
          <li key={piece.partition?.number ?? `gap-${index}`} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className={`size-2.5 rounded-sm border border-line-strong ${piece.partition ? fillOf(piece.partition.number) : 'bg-surface'}`}
            />
            {pieceText(piece)}
          </li>
        ))}
      </ul>
    </div>
  )
}

function fillOf(number: number): string {
  return fills[(number - 1) % fills.length] ?? fills[0]
}

function pieceText({ partition, sizeBytes }: BarPiece): string {
  const size = formatBytes(sizeBytes)
  return partition
    ? imageText.partition(partition.number, partitionName(partition), size)
    : imageText.unpartitioned(size)
}

import type { Image } from '../../contract/image.ts'
import { type BarPiece, barPieces, partitionName } from '../logic/partition-bar.ts'
import { t } from '../text/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { partitionFill, pieceWords } from './partition-words.ts'

type PartitionBarProps = {
  readonly image: Pick<Image, 'rawSize' | 'partitionTable'>
  /** `small`: a line of a table. `large`: with the partitions' names inside. */
  readonly size: 'small' | 'large'
}

/** The partitions of an image, drawn to scale; the smallest are still to be seen. Spoken as one sentence. */
export function PartitionBar({ image, size }: PartitionBarProps) {
  if (!image.partitionTable) {
    return <span className="text-ink-soft">{t('images.noPartitions')}</span>
  }
  const pieces = barPieces(image)
  const words = pieces.map(pieceWords).join('; ')
  return (
    <div
      role="img"
      aria-label={words}
      title={words}
      className={classNames(
        'flex w-full gap-px overflow-hidden rounded border border-line-strong bg-line-strong',
        size === 'small' ? 'h-4' : 'h-14',
      )}
    >
      {pieces.map((piece) => (
        <Piece key={piece.startByte} piece={piece} withName={size === 'large'} />
      ))}
    </div>
  )
}

type PieceProps = { readonly piece: BarPiece; readonly withName: boolean }

function Piece({ piece: { partition, sizeBytes }, withName }: PieceProps) {
  return (
    <div
      className={classNames(
        '@container flex min-w-0 items-center justify-center overflow-hidden',
        partition ? partitionFill(partition.number) : 'bg-sunken',
      )}
      style={{ flexGrow: sizeBytes, flexBasis: 0, minWidth: withName ? 10 : 4 }}
    >
      {withName && partition && (
        <span className="hidden truncate px-1 text-sm font-semibold text-surface @min-[1.5rem]:inline">
          {partition.number}
          <span className="hidden @min-[5rem]:inline">: {partitionName(partition)}</span>
        </span>
      )}
    </div>
  )
}

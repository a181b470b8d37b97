import type { Image, Partition } from '../../contract/image.ts'
import { formatBytes } from '../logic/format.ts'
import { type BarPiece, barPieces } from '../logic/partition-bar.ts'
import { t } from '../text/translate.ts'
import { Cell, Row, Table } from '../ui/Table.tsx'
import { partitionFill } from './partition-words.ts'

type PartitionTableProps = { readonly image: Pick<Image, 'rawSize' | 'partitionTable'> }

/** What the drawing shows, as a table: partitions and larger gaps in the order of the storage. */
export function PartitionTable({ image }: PartitionTableProps) {
  const columns = [
    t('images.number'),
    t('images.label'),
    t('images.filesystem'),
    t('images.start'),
    t('images.size'),
    t('images.share'),
  ]
  return (
    <Table label={t('images.partitions')} columns={columns}>
      {barPieces(image).map((piece) => (
        <PieceRow key={piece.startByte} piece={piece} rawSize={image.rawSize} />
      ))}
    </Table>
  )
}

type PieceRowProps = { readonly piece: BarPiece; readonly rawSize: number }

function PieceRow({ piece, rawSize }: PieceRowProps) {
  const { partition, startByte, sizeBytes } = piece
  return (
    <Row>
      <Cell label={t('images.number')} header short>
        <span className="flex items-center gap-2">
          <span
            aria-hidden
            className={`size-3 rounded-sm border border-line-strong ${partition ? partitionFill(partition.number) : 'bg-sunken'}`}
          />
          {partition?.number ?? '–'}
        </span>
      </Cell>
      <Cell label={t('images.label')}>{partition ? nameOf(partition) : t('images.gap')}</Cell>
      <Cell label={t('images.filesystem')}>{partition ? <Kind of={partition} /> : '–'}</Cell>
      <Cell label={t('images.start')} short>
        {formatBytes(startByte)}
      </Cell>
      <Cell label={t('images.size')} short>
        {formatBytes(sizeBytes)}
      </Cell>
      <Cell label={t('images.share')} short>
        {shareOf(sizeBytes, rawSize)}
      </Cell>
    </Row>
  )
}

function Kind({ of: { filesystem, type, bootable } }: { readonly of: Partition }) {
  return (
    <>
      <span className="block">{filesystem ?? t('images.filesystemUnknown')}</span>
      <span className="block text-sm text-ink-soft">
        {t('images.typeOf', { type })}
        {bootable && `, ${t('images.boots')}`}
      </span>
    </>
  )
}

function nameOf({ label, name }: Partition): string {
  return [...new Set([label, name])].filter(Boolean).join(' · ') || '–'
}

function shareOf(sizeBytes: number, rawSize: number): string {
  const percent = (sizeBytes / rawSize) * 100
  return percent < 1 ? '< 1 %' : `${Math.round(percent)} %`
}

import { useMemo } from 'react'
import type { Image } from '../../contract/image.ts'
import { type ImageUse, useImageUses } from '../hooks/use-image-uses.ts'
import { formatBytes } from '../logic/format.ts'
import { hashOf, navigate } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import type { TableColumn } from '../ui/table-column.ts'
import { VirtualTable } from '../ui/VirtualTable.tsx'
import { imageOrigin } from './image-words.ts'
import { PartitionBar } from './PartitionBar.tsx'
import { When } from './Since.tsx'

type ImageTableProps = { readonly images: readonly Image[] }

/** Every image of the library; a press opens the image's page. */
export function ImageTable({ images }: ImageTableProps) {
  const ids = useMemo(() => images.map(({ id }) => id), [images])
  const uses = useImageUses(ids)
  const columns = useMemo(() => columnsOf(uses), [uses])
  return (
    <VirtualTable
      label={t('images.title')}
      rows={images}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ name }) => name}
      rowHeight={3.75}
      firstSort={{ columnId: 'sealed', descending: true }}
      empty={t('images.nothingFound')}
      onOpen={({ id }) => navigate({ page: 'image', id })}
    />
  )
}

function columnsOf(uses: ReadonlyMap<string, ImageUse>): readonly TableColumn<Image>[] {
  return [
    {
      id: 'name',
      header: t('images.name'),
      width: 8.5,
      grow: 3,
      isRowHeader: true,
      sortBy: ({ name }) => name,
      cell: (image, isActive) => <ImageName image={image} isActive={isActive} />,
    },
    sizeColumn('size', t('images.size'), ({ rawSize }) => rawSize, false),
    sizeColumn('used', t('images.used'), ({ dataBytes }) => dataBytes, true),
    sizeColumn('stored', t('images.stored'), ({ framesSize }) => framesSize, true),
    {
      id: 'partitions',
      header: t('images.partitions'),
      width: 9,
      grow: 1,
      wideOnly: true,
      cell: (image) => <PartitionBar image={image} size="small" />,
    },
    {
      id: 'source',
      header: t('images.source'),
      width: 10,
      grow: 2,
      wideOnly: true,
      sortBy: imageOrigin,
      cell: (image) => <span title={imageOrigin(image)}>{imageOrigin(image)}</span>,
    },
    {
      id: 'deploys',
      header: t('images.deploys'),
      width: 8.5,
      wideOnly: true,
      sortBy: ({ id }) => uses.get(id)?.deploys ?? 0,
      cell: ({ id }) => <Deploys use={uses.get(id)} />,
    },
    {
      id: 'sealed',
      header: t('images.sealed'),
      width: 7.75,
      sortBy: ({ sealedAt }) => Date.parse(sealedAt),
      cell: ({ sealedAt }) => <When time={Date.parse(sealedAt)} />,
    },
  ]
}

function sizeColumn(
  id: string,
  header: string,
  size: (image: Image) => number,
  wideOnly: boolean,
): TableColumn<Image> {
  return {
    id,
    header,
    width: 6.75,
    align: 'end',
    wideOnly,
    sortBy: size,
    cell: (image) => formatBytes(size(image)),
  }
}

type ImageNameProps = { readonly image: Image; readonly isActive: boolean }

function ImageName({ image: { id, name, operatingSystem }, isActive }: ImageNameProps) {
  return (
    <>
      <a
        href={hashOf({ page: 'image', id })}
        tabIndex={isActive ? 0 : -1}
        title={name}
        className="block truncate underline decoration-line-strong underline-offset-4 hover:decoration-current"
      >
        {name}
      </a>
      <span className="block truncate text-sm font-normal text-ink-soft">
        {operatingSystem ?? t('images.systemUnknown')}
      </span>
    </>
  )
}

function Deploys({ use }: { readonly use: ImageUse | undefined }) {
  if (use === undefined) return null
  if (use.lastAt === null) return <span className="text-ink-soft">{t('images.deploysNever')}</span>
  return (
    <>
      <span className="block">{use.deploys}</span>
      <span className="block truncate text-sm text-ink-soft">
        <When time={use.lastAt} />
      </span>
    </>
  )
}

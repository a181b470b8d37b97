import { Trash2 } from 'lucide-react'
import type { Image } from '../../contract/image.ts'
import { ask } from '../api/ask.ts'
import { formatBytes } from '../logic/format.ts'
import { openDialog } from '../stores/dialog.ts'
import { imageText } from '../text/images.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { InlineEdit } from '../ui/InlineEdit.tsx'
import { Cell, Row, Table } from '../ui/Table.tsx'
import { PartitionBar } from './PartitionBar.tsx'
import { When } from './Since.tsx'

const columns = [
  imageText.name,
  imageText.size,
  imageText.data,
  imageText.stored,
  imageText.partitions,
  imageText.sealed,
  imageText.remove,
]

/** Every image of the library. */
export function ImageList({ images }: { readonly images: readonly Image[] }) {
  return (
    <Table label={imageText.title} columns={columns}>
      {images.map((image) => (
        <ImageRow key={image.id} image={image} />
      ))}
    </Table>
  )
}

function ImageRow({ image }: { readonly image: Image }) {
  return (
    <Row>
      <Cell label={imageText.name} header>
        <div className="-my-2">
          <InlineEdit
            label={imageText.rename(image.name)}
            value={image.name}
            onSave={(name) => {
              if (name) ask((station) => station.images.rename({ id: image.id, name }))
            }}
          >
            <span className="min-w-0 font-bold break-words">{image.name}</span>
          </InlineEdit>
        </div>
        <span className="block text-sm font-normal break-words text-ink-soft">
          {imageText.sourceOf(image)}
          {image.operatingSystem && ` · ${image.operatingSystem}`}
        </span>
      </Cell>
      <Cell short label={imageText.size}>
        {formatBytes(image.rawSize)}
      </Cell>
      <Cell short label={imageText.data}>
        {formatBytes(image.dataBytes)}
      </Cell>
      <Cell short label={imageText.stored}>
        {formatBytes(image.framesSize)}
      </Cell>
      <Cell label={imageText.partitions}>
        <PartitionBar image={image} />
      </Cell>
      <Cell short label={imageText.sealed}>
        <When time={Date.parse(image.sealedAt)} />
      </Cell>
      <Cell label={null}>
        <IconButton
          look="ghost"
          label={imageText.removeOne(image.name)}
          icon={<Trash2 size={20} />}
          onPress={() => openDialog({ kind: 'remove-image', imageId: image.id })}
        />
      </Cell>
    </Row>
  )
}

import { HardDrive } from 'lucide-react'
import { useMemo } from 'react'
import { ImageList } from '../components/ImageList.tsx'
import { ImportList } from '../components/ImportList.tsx'
import { ImportPanel } from '../components/ImportPanel.tsx'
import { useMirror } from '../stores/mirror.ts'
import { imageText } from '../text/images.ts'
import { EmptyState } from '../ui/EmptyState.tsx'

/** The image library: what there is, what is on its way, and how to get more. */
export function ImagesPage() {
  const images = useMirror((mirror) => mirror.images)
  const newestFirst = useMemo(
    () => [...images.values()].sort((one, other) => other.sealedAt.localeCompare(one.sealedAt)),
    [images],
  )
  return (
    <>
      <ImportPanel />
      <ImportList />
      {newestFirst.length > 0 ? (
        <ImageList images={newestFirst} />
      ) : (
        <EmptyState icon={<HardDrive size={32} />} title={imageText.noneTitle}>
          <p>{imageText.none}</p>
        </EmptyState>
      )}
    </>
  )
}

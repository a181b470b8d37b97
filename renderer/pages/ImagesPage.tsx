import { HardDrive } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Image } from '../../contract/image.ts'
import { ImageTable } from '../components/ImageTable.tsx'
import { ImportList } from '../components/ImportList.tsx'
import { ImportPanel } from '../components/ImportPanel.tsx'
import { imageOrigin } from '../components/image-words.ts'
import { formatBytes } from '../logic/format.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { SearchField } from '../ui/SearchField.tsx'

/** A library of fewer images needs no search. */
const worthSearching = 8

/** The image library: what there is, what is on its way, and how to get more. */
export function ImagesPage() {
  const images = useMirror((mirror) => mirror.images)
  const all = useMemo(() => [...images.values()], [images])
  return (
    <>
      <PageTitle lead={all.length > 0 ? summaryOf(all) : undefined}>{t('images.title')}</PageTitle>
      <ImportPanel />
      <ImportList />
      {all.length > 0 ? (
        <Library all={all} />
      ) : (
        <EmptyState icon={<HardDrive size={32} />} title={t('images.noneTitle')}>
          <p>{t('images.none')}</p>
        </EmptyState>
      )}
    </>
  )
}

function Library({ all }: { readonly all: readonly Image[] }) {
  const [text, setText] = useState('')
  const shown = useMemo(() => all.filter((image) => matches(image, text)), [all, text])
  return (
    <>
      {all.length >= worthSearching && (
        <div className="flex max-w-md">
          <SearchField
            label={t('images.search')}
            placeholder={t('images.search')}
            value={text}
            onChange={setText}
          />
        </div>
      )}
      <ImageTable images={shown} />
    </>
  )
}

function matches(image: Image, text: string): boolean {
  const all = [image.name, image.operatingSystem, imageOrigin(image), image.id]
  const known = all.join('\n').toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word))
}

function summaryOf(all: readonly Image[]): string {
  const stored = formatBytes(all.reduce((sum, { framesSize }) => sum + framesSize, 0))
  return t('images.lead', { count: all.length, stored })
}

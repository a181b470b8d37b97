import { ActionSamples } from '../gallery/ActionSamples.tsx'
import { BoardSamples } from '../gallery/BoardSamples.tsx'
import { FormSamples } from '../gallery/FormSamples.tsx'
import { ShowSamples } from '../gallery/ShowSamples.tsx'
import { TableSample } from '../gallery/TableSample.tsx'
import { TokenSamples } from '../gallery/TokenSamples.tsx'
import { t } from '../text/translate.ts'
import { PageTitle } from '../ui/PageTitle.tsx'

/** Every part in every state: to work on them, and for the tests to look at. */
export function GalleryPage() {
  return (
    <>
      <PageTitle lead={t('gallery.lead')}>{t('gallery.title')}</PageTitle>
      <TokenSamples />
      <ActionSamples />
      <FormSamples />
      <ShowSamples />
      <BoardSamples />
      <TableSample />
    </>
  )
}

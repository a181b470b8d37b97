import { t } from '../text/translate.ts'

/** Not built yet. */
export function GalleryPage() {
  return <h2 className="text-xl font-bold">{t('station.page.gallery')}</h2>
}

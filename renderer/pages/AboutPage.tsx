import { t } from '../text/translate.ts'

/** Not built yet. */
export function AboutPage() {
  return <h2 className="text-xl font-bold">{t('station.page.about')}</h2>
}

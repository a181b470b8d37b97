import { t } from '../text/translate.ts'

/** Not built yet. */
export function TrafficPage() {
  return <h2 className="text-xl font-bold">{t('station.page.traffic')}</h2>
}

import { t } from '../text/translate.ts'

/** Not built yet. */
export function SettingsPage() {
  return <h2 className="text-xl font-bold">{t('station.page.settings')}</h2>
}

import { t } from '../text/translate.ts'

/** Not built yet. */
export function DoctorPage() {
  return <h2 className="text-xl font-bold">{t('station.page.doctor')}</h2>
}

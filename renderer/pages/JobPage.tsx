import { t } from '../text/translate.ts'

/** Not built yet. */
export function JobPage({ id }: { readonly id: string }) {
  return (
    <h2 className="text-xl font-bold">
      {t('station.page.job')} {id}
    </h2>
  )
}

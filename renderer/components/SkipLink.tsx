import { t } from '../text/translate.ts'

/** The first stop of the keyboard: past the header. Not a link, because the address holds the page. */
export function SkipLink() {
  return (
    <button
      type="button"
      onClick={() => document.getElementById('page')?.focus()}
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-30 focus:min-h-target focus:rounded-lg focus:bg-accent focus:px-4 focus:font-semibold focus:text-on-accent"
    >
      {t('station.skip')}
    </button>
  )
}

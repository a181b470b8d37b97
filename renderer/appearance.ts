import { type Preferences, usePreferences } from './stores/preferences.ts'
import type { Language } from './text/languages.ts'
import { bestLanguage, setLanguage } from './text/translate.ts'

/** The language that these preferences ask for, on this computer. */
export function languageOf(preferences: Pick<Preferences, 'language'>): Language {
  return preferences.language === 'system'
    ? bestLanguage(navigator.languages)
    : preferences.language
}

const moreContrast = window.matchMedia('(prefers-contrast: more)')
const lessMotion = window.matchMedia('(prefers-reduced-motion: reduce)')

/**
 * Lets the document follow the preferences, now and whenever they change: language, and the attributes that theme.css
 * looks at. Must be called before the first render.
 */
export function followPreferences(): void {
  apply(usePreferences.getState())
  usePreferences.subscribe(apply)
  for (const wish of [moreContrast, lessMotion]) {
    wish.addEventListener('change', () => apply(usePreferences.getState()))
  }
}

function apply(preferences: Preferences): void {
  const language = languageOf(preferences)
  setLanguage(language)
  const { dataset } = document.documentElement
  document.documentElement.lang = language
  dataset.theme =
    preferences.theme === 'system' && moreContrast.matches ? 'high-contrast' : preferences.theme
  dataset.targets = preferences.largeTargets ? 'large' : 'normal'
  dataset.motion = preferences.motion === 'reduced' || lessMotion.matches ? 'reduced' : 'normal'
}

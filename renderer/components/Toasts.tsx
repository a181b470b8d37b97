import type { CSSProperties } from 'react'
import { Toaster } from 'sonner'
import { usePreferences } from '../stores/preferences.ts'
import { t } from '../text/translate.ts'

// sonner's colours, replaced by ours.
const colours = {
  '--normal-bg': 'var(--surface)',
  '--normal-text': 'var(--ink)',
  '--normal-border': 'var(--line-strong)',
  '--success-bg': 'var(--good-soft)',
  '--success-text': 'var(--good-ink)',
  '--success-border': 'var(--line-strong)',
  '--error-bg': 'var(--danger-soft)',
  '--error-text': 'var(--danger-ink)',
  '--error-border': 'var(--line-strong)',
} as CSSProperties

/** Short messages in the corner: what was done, and refusals that have no dialog. */
export function Toasts() {
  const theme = usePreferences((preferences) => preferences.theme)
  return (
    <Toaster
      position="bottom-right"
      theme={theme === 'light' || theme === 'dark' ? theme : 'system'}
      closeButton
      richColors
      containerAriaLabel={t('station.messages')}
      toastOptions={{ closeButtonAriaLabel: t('ui.close') }}
      style={colours}
    />
  )
}

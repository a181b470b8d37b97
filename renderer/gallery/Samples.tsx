import type { ReactNode } from 'react'
import { t } from '../text/translate.ts'

type SamplesProps = {
  /** The part's file name; it is not translated. */
  readonly part: string
  /** Made once for each theme; gets its name in words, for parts whose name must be the only one of a page. */
  readonly children: (theme: string) => ReactNode
}

const themes = ['light', 'dark', 'high-contrast'] as const

function nameOf(theme: (typeof themes)[number]): string {
  return theme === 'high-contrast' ? t('gallery.highContrast') : t(`gallery.${theme}`)
}

/** A part in all its states, once in each theme. */
export function Samples({ part, children }: SamplesProps) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h3 className="font-mono text-sm font-semibold">{part}</h3>
      <div className="grid gap-4 lg:grid-cols-3">
        {themes.map((theme) => (
          <div
            key={theme}
            data-theme={theme}
            className="flex min-w-0 flex-col items-start gap-3 rounded-xl border border-line bg-canvas p-4 text-ink *:max-w-full"
          >
            <span className="text-sm text-ink-soft">{nameOf(theme)}</span>
            {children(nameOf(theme))}
          </div>
        ))}
      </div>
    </section>
  )
}

/** Samples side by side. */
export function Line({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>
}

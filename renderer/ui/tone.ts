/** What a colour means. Never the only sign: an icon and words go with it. */
export type Tone = 'quiet' | 'work' | 'good' | 'warning' | 'danger'

/** Background, text and (in high contrast) the edge of each tone. */
export const toneClasses: Readonly<Record<Tone, string>> = {
  quiet: 'border border-edge bg-quiet-soft text-quiet-ink',
  work: 'border border-edge bg-work-soft text-work-ink',
  good: 'border border-edge bg-good-soft text-good-ink',
  warning: 'border border-edge bg-warning-soft text-warning-ink',
  danger: 'border border-edge bg-danger-soft text-danger-ink',
}

/** What a colour means. Never the only sign: an icon and words go with it. */
export type Tone = 'quiet' | 'work' | 'good' | 'warning' | 'danger'

/** Background and text of each tone. */
export const toneClasses: Readonly<Record<Tone, string>> = {
  quiet: 'bg-quiet-soft text-quiet-ink',
  work: 'bg-work-soft text-work-ink',
  good: 'bg-good-soft text-good-ink',
  warning: 'bg-warning-soft text-warning-ink',
  danger: 'bg-danger-soft text-danger-ink',
}

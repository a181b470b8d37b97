import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Tone, toneClasses } from './tone.ts'

type BadgeProps = {
  readonly tone: Tone
  readonly icon?: ReactNode
  /** Words that are longer than their place are cut off. */
  readonly cut?: boolean
  readonly children: ReactNode
}

/** A state in one or two words, with an icon. */
export function Badge({ tone, icon, cut = false, children }: BadgeProps) {
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-full px-2.5 py-1 text-sm font-semibold whitespace-nowrap',
        cut ? 'min-w-0' : 'shrink-0',
        toneClasses[tone],
      )}
    >
      {icon}
      {cut ? <span className="truncate">{children}</span> : children}
    </span>
  )
}

import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Tone, toneClasses } from './tone.ts'

type BadgeProps = { readonly tone: Tone; readonly icon?: ReactNode; readonly children: ReactNode }

/** A state in one or two words, with an icon. */
export function Badge({ tone, icon, children }: BadgeProps) {
  return (
    <span
      className={classNames(
        'inline-flex shrink-0 items-center gap-1.5 rounded-full px-2.5 py-1 text-sm font-semibold whitespace-nowrap',
        toneClasses[tone],
      )}
    >
      {icon}
      {children}
    </span>
  )
}

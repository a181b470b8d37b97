import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Tone, toneClasses } from './tone.ts'

type NoticeProps = {
  readonly tone: Tone
  readonly icon: ReactNode
  readonly children: ReactNode
  readonly actions?: ReactNode
  /** `alert` is spoken at once, `status` when there is time; none for what was there from the start. */
  readonly role?: 'alert' | 'status'
}

/** A coloured block with an icon and a sentence or two. */
export function Notice({ tone, icon, children, actions, role }: NoticeProps) {
  return (
    <div
      role={role}
      className={classNames(
        'flex flex-wrap gap-x-3 gap-y-2 rounded-lg p-3',
        actions ? 'items-center' : 'items-start',
        toneClasses[tone],
      )}
    >
      <span className={classNames('shrink-0', !actions && 'mt-0.5')}>{icon}</span>
      <div className="min-w-0 flex-1 basis-48 break-words">{children}</div>
      {actions && <div className="-my-1.5">{actions}</div>}
    </div>
  )
}

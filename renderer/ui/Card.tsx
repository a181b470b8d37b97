import { type ReactNode, useId } from 'react'

type CardProps = {
  /** Names the section, visibly. */
  readonly title?: ReactNode
  /** Buttons at the end of the title's line. */
  readonly actions?: ReactNode
  /** Names the section for screen readers, where it has no title. */
  readonly label?: string
  readonly children: ReactNode
}

/** A part of a page on a surface of its own. */
export function Card({ title, actions, label, children }: CardProps) {
  const titleId = useId()
  return (
    <section
      {...(title ? { 'aria-labelledby': titleId } : { 'aria-label': label })}
      className="flex min-w-0 flex-col gap-3 rounded-xl border border-line bg-surface p-4 text-ink shadow-low sm:p-5"
    >
      {(title || actions) && (
        <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
          {title && (
            <h3 id={titleId} className="text-lg font-bold">
              {title}
            </h3>
          )}
          {actions && <div className="-my-1.5 flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

import { type ReactNode, useId } from 'react'

type PanelProps = {
  readonly title: ReactNode
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A titled block of a page. */
export function Panel({ title, actions, children }: PanelProps) {
  const titleId = useId()
  return (
    <section
      aria-labelledby={titleId}
      className="flex min-w-0 flex-col gap-3 rounded-2xl border border-line bg-surface p-4 shadow-low sm:p-5"
    >
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 id={titleId} className="text-base font-bold">
          {title}
        </h3>
        {actions && <div className="-my-1.5 flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

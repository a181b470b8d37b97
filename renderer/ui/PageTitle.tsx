import type { ReactNode } from 'react'

type PageTitleProps = {
  readonly children: ReactNode
  /** What the page is for, in a sentence. */
  readonly lead?: ReactNode
  /** Buttons at the end of the line. */
  readonly actions?: ReactNode
}

/** The name of a page, with what it is for and what can be done. One a page. */
export function PageTitle({ children, lead, actions }: PageTitleProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h2 className="text-2xl font-bold text-balance">{children}</h2>
        {lead && <p className="mt-1 max-w-[70ch] text-ink-soft">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}

import type { ReactNode } from 'react'

type EmptyStateProps = {
  readonly icon: ReactNode
  readonly title: string
  readonly children: ReactNode
}

/** What to do when there is nothing to show yet. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <section className="mx-auto flex w-full max-w-2xl flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-low sm:p-8">
      <div className="flex items-center gap-3">
        <span className="text-accent">{icon}</span>
        <h2 className="text-xl font-bold">{title}</h2>
      </div>
      {children}
    </section>
  )
}

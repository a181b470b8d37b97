import type { ReactNode } from 'react'
import { Toolbar as AriaToolbar } from 'react-aria-components'

type ToolbarProps = { readonly label: string; readonly children: ReactNode }

/** Buttons that belong together; one tab stop, the arrows go on inside. */
export function Toolbar({ label, children }: ToolbarProps) {
  return (
    <AriaToolbar aria-label={label} className="flex flex-wrap items-center gap-2">
      {children}
    </AriaToolbar>
  )
}

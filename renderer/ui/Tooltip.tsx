import type { ReactElement } from 'react'
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components'

type TooltipProps = {
  readonly text: string
  /** A button or a link of ours; nothing else can take the keyboard's focus. */
  readonly children: ReactElement
}

/** Says more about a control on hover and focus. Never the only place where something is said. */
export function Tooltip({ text, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={400}>
      {children}
      <AriaTooltip
        offset={6}
        className="max-w-72 rounded-md bg-ink px-2.5 py-1.5 text-sm text-surface shadow-high"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}

import type { ReactNode } from 'react'
import { Tooltip, TooltipTrigger } from 'react-aria-components'
import { Button, type ButtonProps } from './Button.tsx'

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'aria-label'> & {
  readonly label: string
  readonly icon: ReactNode
}

/** A button that shows only an icon; its label is spoken, and shown on hover and focus. */
export function IconButton({ label, icon, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={400}>
      <Button {...props} icon={icon} aria-label={label} />
      <Tooltip
        offset={6}
        className="max-w-72 rounded-md bg-ink px-2.5 py-1.5 text-sm text-surface shadow-high"
      >
        {label}
      </Tooltip>
    </TooltipTrigger>
  )
}

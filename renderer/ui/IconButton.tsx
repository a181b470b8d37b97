import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './Button.tsx'
import { Tooltip } from './Tooltip.tsx'

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'aria-label'> & {
  readonly label: string
  readonly icon: ReactNode
}

/** A button that shows only an icon; its label is spoken, and shown on hover and focus. */
export function IconButton({ label, icon, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <Button {...props} icon={icon} aria-label={label} />
    </Tooltip>
  )
}

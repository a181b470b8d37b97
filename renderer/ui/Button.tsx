import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { classNames } from './class-names.ts'

export type ButtonLook = 'primary' | 'danger' | 'plain' | 'ghost'

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  danger: 'bg-danger text-on-danger border-transparent hover:bg-danger-strong',
  plain: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  ghost: 'bg-transparent text-ink border-transparent hover:bg-quiet-soft',
}

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'style' | 'children'> & {
  readonly look?: ButtonLook
  readonly icon?: ReactNode
  readonly children?: ReactNode
}

/** A button at least 44 px high, with an optional icon before its words. */
export function Button({ look = 'plain', icon, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={buttonClasses(look, children === undefined)}>
      {icon}
      {children}
    </AriaButton>
  )
}

/** The classes of a button, for links and file pickers that look like one. */
export function buttonClasses(look: ButtonLook, iconOnly: boolean): string {
  return classNames(
    'inline-flex min-h-target cursor-pointer items-center justify-center gap-2 rounded-lg border font-semibold',
    'select-none [&>svg]:shrink-0 motion-safe:transition-colors',
    'data-disabled:cursor-not-allowed data-disabled:border-line data-disabled:bg-sunken data-disabled:text-ink-soft',
    iconOnly ? 'w-target shrink-0' : 'px-3',
    looks[look],
  )
}

import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { classNames } from './class-names.ts'

/** `primary`: what a person most likely wants here, once a screen. `danger`: it erases or ends something. `ghost`: quiet. */
export type ButtonLook = 'primary' | 'danger' | 'plain' | 'ghost'

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong',
  danger: 'bg-danger text-on-danger border-transparent hover:bg-danger-strong',
  plain: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  ghost: 'bg-transparent text-ink border-edge hover:bg-quiet-soft',
}

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'style' | 'children'> & {
  readonly look?: ButtonLook
  readonly icon?: ReactNode
  readonly children?: ReactNode
}

/** A button as high as a target must be, with an optional icon before its words. `isPending` keeps its place while it works. */
export function Button({ look = 'plain', icon, children, ...props }: ButtonProps) {
  const shownIcon = props.isPending ? (
    <LoaderCircle size={18} aria-hidden className="motion-safe:animate-spin" />
  ) : (
    icon
  )
  return (
    <AriaButton {...props} className={buttonClasses(look, children === undefined)}>
      {shownIcon}
      {children}
    </AriaButton>
  )
}

/** The classes of a button, for links and file pickers that look like one. */
export function buttonClasses(look: ButtonLook, iconOnly: boolean): string {
  return classNames(
    'inline-flex min-h-target cursor-pointer items-center justify-center gap-2 rounded-lg border font-semibold',
    'select-none [&>svg]:shrink-0 motion-safe:transition-colors',
    'data-disabled:cursor-not-allowed data-disabled:border-dashed data-disabled:border-line-strong data-disabled:bg-sunken data-disabled:text-ink-soft',
    'data-pending:cursor-progress',
    iconOnly ? 'w-target shrink-0' : 'min-w-target px-3',
    looks[look],
  )
}

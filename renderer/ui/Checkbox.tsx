import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox } from 'react-aria-components'
import { classNames } from './class-names.ts'

type CheckboxProps = {
  readonly label: string
  /** The label is spoken and not shown. */
  readonly hideLabel?: boolean
  readonly hint?: ReactNode
  readonly isSelected: boolean
  readonly isIndeterminate?: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly excludeFromTabOrder?: boolean
}

/** A box to tick, with its words beside it. The whole line is the target. */
export function Checkbox({ label, hideLabel = false, hint, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox
      {...props}
      {...(hideLabel ? { 'aria-label': label } : {})}
      className="group flex min-h-target min-w-target cursor-pointer items-center gap-3 data-disabled:cursor-not-allowed data-disabled:text-ink-soft"
    >
      {({ isSelected, isIndeterminate }) => (
        <>
          <span
            className={classNames(
              'flex size-6 shrink-0 items-center justify-center rounded-md border-2 group-data-focus-visible:outline-3 group-data-focus-visible:outline-focus group-data-focus-visible:outline-offset-2',
              hideLabel && 'mx-auto',
              isSelected || isIndeterminate
                ? 'border-accent bg-accent text-on-accent'
                : 'border-line-strong bg-surface',
            )}
          >
            {isIndeterminate ? (
              <Minus size={18} strokeWidth={3} />
            ) : (
              isSelected && <Check size={18} strokeWidth={3} />
            )}
          </span>
          {!hideLabel && (
            <span>
              <span className="block font-semibold">{label}</span>
              {hint && <span className="block text-sm text-ink-soft">{hint}</span>}
            </span>
          )}
        </>
      )}
    </AriaCheckbox>
  )
}

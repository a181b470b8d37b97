import type { ReactNode } from 'react'
import { Switch as AriaSwitch } from 'react-aria-components'
import { classNames } from './class-names.ts'

type SwitchProps = {
  readonly label: string
  readonly hint?: ReactNode
  readonly isSelected: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isSelected: boolean) => void
}

/** On or off, at once; a Checkbox waits for a button. The whole line is the target. */
export function Switch({ label, hint, ...props }: SwitchProps) {
  return (
    <AriaSwitch
      {...props}
      className="group flex min-h-target cursor-pointer items-center gap-3 data-disabled:cursor-not-allowed data-disabled:text-ink-soft"
    >
      {({ isSelected }) => (
        <>
          <span
            className={classNames(
              'flex h-7 w-12 shrink-0 items-center rounded-full border-2 px-0.5 group-data-focus-visible:outline-3 group-data-focus-visible:outline-focus group-data-focus-visible:outline-offset-2 motion-safe:transition-colors',
              isSelected ? 'border-accent bg-accent' : 'border-line-strong bg-surface',
            )}
          >
            <span
              className={classNames(
                'size-5 rounded-full motion-safe:transition-transform',
                isSelected ? 'translate-x-5 bg-on-accent' : 'bg-line-strong',
              )}
            />
          </span>
          <span>
            <span className="block font-semibold">{label}</span>
            {hint && <span className="block text-sm text-ink-soft">{hint}</span>}
          </span>
        </>
      )}
    </AriaSwitch>
  )
}

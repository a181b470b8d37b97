import { Circle, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'

export type Choice = {
  readonly id: string
  /** The spoken name of the choice. */
  readonly name: string
  readonly content: ReactNode
  /** Why it can't be chosen; shown in the choice. */
  readonly reason: string | null
}

type ChoiceListProps = {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly value: string | null
  readonly onChange: (id: string) => void
}

/** One of several, each a large row. Rows that can't be chosen say why. */
export function ChoiceList({ label, choices, value, onChange }: ChoiceListProps) {
  return (
    <RadioGroup value={value} onChange={onChange} className="flex flex-col gap-2">
      <Label className="font-semibold">{label}</Label>
      {choices.map(({ id, name, content, reason }) => (
        <Radio
          key={id}
          value={id}
          aria-label={name}
          isDisabled={reason !== null}
          className="flex min-h-14 cursor-pointer items-center gap-3 rounded-lg border border-line-strong px-3 py-2 data-disabled:cursor-not-allowed data-disabled:bg-sunken data-disabled:text-ink-soft data-selected:border-accent data-selected:bg-accent-soft data-selected:ring-1 data-selected:ring-accent"
        >
          {({ isSelected }) => (
            <>
              {isSelected ? (
                <CircleCheck size={22} className="shrink-0 text-accent" />
              ) : (
                <Circle size={22} className="shrink-0 text-line-strong" />
              )}
              <div className="min-w-0 flex-1">
                {content}
                {reason && <p className="text-sm text-danger-ink">{reason}</p>}
              </div>
            </>
          )}
        </Radio>
      ))}
    </RadioGroup>
  )
}

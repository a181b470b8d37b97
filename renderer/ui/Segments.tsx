import type { ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'

export type Segment<Id extends string> = {
  readonly id: Id
  readonly label: string
  readonly icon?: ReactNode
  /** The label is spoken and not shown. */
  readonly iconOnly?: boolean
}

type SegmentsProps<Id extends string> = {
  readonly label: string
  readonly segments: readonly Segment<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
}

/** One of two to five choices, side by side. */
export function Segments<Id extends string>(props: SegmentsProps<Id>) {
  const { label, segments, value, onChange } = props
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = segments.find(({ id }) => keys.has(id))
        if (chosen) onChange(chosen.id)
      }}
      className="inline-flex flex-wrap gap-0.5 rounded-lg border border-line-strong bg-surface p-0.5"
    >
      {segments.map(({ id, label: name, icon, iconOnly = false }) => (
        <ToggleButton
          key={id}
          id={id}
          {...(iconOnly ? { 'aria-label': name } : {})}
          className="flex min-h-[calc(var(--target)-0.375rem)] min-w-10 cursor-pointer items-center justify-center gap-2 rounded-md px-3 font-semibold text-ink-soft hover:bg-quiet-soft data-selected:bg-accent data-selected:text-on-accent"
        >
          {icon}
          {!iconOnly && name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

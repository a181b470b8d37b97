import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Select as AriaSelect,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components'
import { popoverClasses } from './popover.ts'

export type SelectOption<Id extends string> = {
  readonly id: Id
  readonly label: string
  /** A second line; why it can't be chosen, for example. */
  readonly description?: string
  readonly isDisabled?: boolean
}

type SelectProps<Id extends string> = {
  readonly label: string
  /** The label is spoken and not shown. */
  readonly hideLabel?: boolean
  readonly hint?: ReactNode
  readonly options: readonly SelectOption<Id>[]
  readonly value: Id | null
  readonly onChange: (id: Id) => void
  readonly isDisabled?: boolean
  readonly placeholder?: string
}

/** One of several, in a list that opens. For up to four choices that fit side by side, take Segments. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const { label, hideLabel = false, hint, options, value, onChange, isDisabled = false } = props
  return (
    <AriaSelect
      {...(hideLabel ? { 'aria-label': label } : {})}
      value={value}
      onChange={(id) => {
        const chosen = options.find((option) => option.id === id)
        if (chosen) onChange(chosen.id)
      }}
      isDisabled={isDisabled}
      placeholder={props.placeholder ?? ''}
      className="flex min-w-0 flex-col gap-1"
    >
      {!hideLabel && <Label className="font-semibold">{label}</Label>}
      <Button className="flex min-h-target cursor-pointer items-center justify-between gap-2 rounded-lg border border-line-strong bg-surface px-3 text-left data-disabled:cursor-not-allowed data-disabled:border-line data-disabled:bg-sunken data-disabled:text-ink-soft">
        <SelectValue className="min-w-0 truncate data-placeholder:text-ink-soft">
          {({ selectedText }) => selectedText || props.placeholder}
        </SelectValue>
        <ChevronDown size={18} aria-hidden className="shrink-0 text-ink-soft" />
      </Button>
      {hint && (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      )}
      <Popover className={`${popoverClasses} min-w-(--trigger-width)`}>
        <ListBox items={options} className="outline-none">
          {(option) => <Option option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

function Option<Id extends string>({ option }: { readonly option: SelectOption<Id> }) {
  return (
    <ListBoxItem
      id={option.id}
      textValue={option.label}
      isDisabled={option.isDisabled ?? false}
      className="flex min-h-target cursor-pointer items-center gap-3 rounded-lg px-3 py-1.5 data-focus-visible:-outline-offset-3 data-disabled:cursor-not-allowed data-disabled:text-ink-soft data-focused:bg-quiet-soft"
    >
      {({ isSelected }) => (
        <>
          <span className="min-w-0 flex-1">
            <span className="block">{option.label}</span>
            {option.description && (
              <span className="block text-sm text-ink-soft">{option.description}</span>
            )}
          </span>
          {isSelected && <Check size={18} aria-hidden className="shrink-0 text-accent" />}
        </>
      )}
    </ListBoxItem>
  )
}

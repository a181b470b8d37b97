import type { ReactNode } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components'

type FieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly placeholder?: string
  readonly mono?: boolean
}

/** A labelled line of text. */
export function Field({ label, value, onChange, hint, placeholder, mono = false }: FieldProps) {
  return (
    <TextField
      value={value}
      onChange={onChange}
      maxLength={4096}
      className="flex min-w-0 flex-1 flex-col gap-1"
    >
      <Label className="font-semibold">{label}</Label>
      <Input {...(placeholder ? { placeholder } : {})} className={inputClasses(mono)} />
      {hint && (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      )}
    </TextField>
  )
}

/** The classes of a text input. */
export function inputClasses(mono: boolean): string {
  return `min-h-target w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 placeholder:text-ink-soft ${mono ? 'font-mono text-sm' : ''}`
}

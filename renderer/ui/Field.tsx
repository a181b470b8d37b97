import type { ReactNode } from 'react'
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components'

type FieldProps = {
  readonly label: string
  /** The label is spoken and not shown. */
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  /** What is wrong with the value and what would be right; null while it is fine. */
  readonly error?: string | null
  readonly placeholder?: string
  readonly mono?: boolean
  /** Shown as dots, and not offered to be remembered. */
  readonly isSecret?: boolean
  readonly isDisabled?: boolean
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'url'
  /** Lines of text instead of one. */
  readonly lines?: number
  readonly maxLength?: number
  readonly autoFocus?: boolean
  readonly onBlur?: () => void
}

/** A labelled line of text, or several. */
export function Field(props: FieldProps) {
  const { label, hideLabel = false, hint, error = null, placeholder, mono = false, lines } = props
  return (
    <TextField
      {...(hideLabel ? { 'aria-label': label } : {})}
      value={props.value}
      onChange={props.onChange}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      isInvalid={error !== null}
      type={props.isSecret ? 'password' : 'text'}
      autoComplete={props.isSecret ? 'new-password' : 'off'}
      isDisabled={props.isDisabled ?? false}
      maxLength={props.maxLength ?? 4096}
      autoFocus={props.autoFocus ?? false}
      className="flex min-w-0 flex-1 flex-col gap-1"
    >
      {!hideLabel && <Label className="font-semibold">{label}</Label>}
      {lines === undefined ? (
        <Input
          {...(placeholder ? { placeholder } : {})}
          {...(props.inputMode ? { inputMode: props.inputMode } : {})}
          className={inputClasses(mono)}
        />
      ) : (
        <TextArea
          {...(placeholder ? { placeholder } : {})}
          rows={lines}
          className={`${inputClasses(mono)} resize-y py-2`}
        />
      )}
      {hint && (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      )}
      <FieldError className="text-sm font-semibold text-danger-ink">{error}</FieldError>
    </TextField>
  )
}

/** The classes of a text input. */
export function inputClasses(mono: boolean): string {
  return `min-h-target w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 placeholder:text-ink-soft data-disabled:border-line data-disabled:bg-sunken data-disabled:text-ink-soft data-invalid:border-danger data-invalid:border-2 ${mono ? 'font-mono text-sm' : ''}`
}

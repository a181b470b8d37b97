import { Search, X } from 'lucide-react'
import { SearchField as AriaSearchField, Button, Input } from 'react-aria-components'
import { t } from '../text/translate.ts'
import { inputClasses } from './Field.tsx'

type SearchFieldProps = {
  readonly label: string
  readonly placeholder?: string
  /** None inside an Autocomplete, which keeps it. */
  readonly value?: string
  readonly onChange?: (value: string) => void
  readonly autoFocus?: boolean
}

/** A line to search with; Escape empties it. */
export function SearchField({ label, placeholder = '', ...props }: SearchFieldProps) {
  return (
    <AriaSearchField
      {...props}
      aria-label={label}
      className="group relative flex min-w-0 flex-1 items-center"
    >
      <Search size={18} aria-hidden className="pointer-events-none absolute left-3 text-ink-soft" />
      <Input
        placeholder={placeholder}
        className={`${inputClasses(false)} pr-12 pl-10 [&::-webkit-search-cancel-button]:hidden`}
      />
      <Button
        aria-label={t('ui.clear')}
        className="absolute right-0.5 flex size-[calc(var(--target)-0.25rem)] cursor-pointer items-center justify-center rounded-md text-ink-soft group-data-empty:invisible hover:bg-quiet-soft"
      >
        <X size={18} />
      </Button>
    </AriaSearchField>
  )
}

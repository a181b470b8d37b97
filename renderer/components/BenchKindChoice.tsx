import { Label, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { StorageKind, StorageReasons } from '../logic/group-plan.ts'
import { t } from '../text/translate.ts'

type BenchKindChoiceProps = {
  readonly label: string
  readonly hint: string
  readonly kinds: readonly StorageKind[]
  readonly value: StorageKind | null
  readonly onChange: (kind: StorageKind) => void
}

/** One kind of storage for all boards of a group or a batch. */
export function BenchKindChoice({ label, hint, kinds, value, onChange }: BenchKindChoiceProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <Label className="font-semibold" elementType="span">
        {label}
      </Label>
      <ToggleButtonGroup
        aria-label={label}
        disallowEmptySelection
        selectedKeys={value === null ? [] : [value]}
        onSelectionChange={(keys) => {
          const chosen = kinds.find((kind) => keys.has(kind))
          if (chosen) onChange(chosen)
        }}
        className="flex flex-wrap gap-2"
      >
        {kinds.map((kind) => (
          <ToggleButton
            key={kind}
            id={kind}
            className="min-h-target cursor-pointer rounded-lg border border-line-strong bg-surface px-4 font-semibold hover:bg-sunken data-selected:border-accent data-selected:bg-accent-soft data-selected:ring-1 data-selected:ring-accent"
          >
            {t(`boards.storageKind.${kind}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <p className="text-sm text-ink-soft">{hint}</p>
    </div>
  )
}

/** Why a board of a group is left out because of its storages. */
export const storageReasons: StorageReasons = {
  none: (kind) => t('bench.noneOfKind', { kind: t(`boards.storageKind.${kind}`) }),
  several: (kind) => t('bench.severalOfKind', { kind: t(`boards.storageKind.${kind}`) }),
}

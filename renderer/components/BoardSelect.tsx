import { Check } from 'lucide-react'
import { selectRange, toggleSelected, useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'

type BoardSelectProps = {
  readonly id: string
  readonly label: string
  /** All boards that are shown, in order: what Shift and a click chooses from. */
  readonly shown: readonly string[]
}

/** The box on a card that chooses its board. */
export function BoardSelect({ id, label, shown }: BoardSelectProps) {
  const selected = useSelection(({ ids }) => ids.has(id))
  return (
    <label className="-mt-1 -mr-2 flex size-target shrink-0 cursor-pointer items-center justify-center rounded-lg hover:bg-quiet-soft">
      <span className="relative size-6">
        <input
          type="checkbox"
          className="peer size-6 cursor-pointer appearance-none rounded-md border-2 border-line-strong bg-surface checked:border-accent checked:bg-accent"
          aria-label={t('bench.selectBoard', { label })}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => (event.shiftKey ? selectRange(id, shown) : toggleSelected(id))}
        />
        <Check
          size={18}
          strokeWidth={3}
          aria-hidden
          className="pointer-events-none absolute inset-0 m-auto hidden text-on-accent peer-checked:block"
        />
      </span>
    </label>
  )
}

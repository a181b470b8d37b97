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
      <input
        type="checkbox"
        className="size-5.5 cursor-pointer accent-accent"
        aria-label={t('bench.selectBoard', { label })}
        checked={selected}
        onChange={() => undefined}
        onClick={(event) => (event.shiftKey ? selectRange(id, shown) : toggleSelected(id))}
      />
    </label>
  )
}

import { useEffect } from 'react'
import { useDialog } from '../stores/dialog.ts'
import { clearSelection, selectOnly, useSelection } from '../stores/selection.ts'

/** The keys of the bench: Control or Command with A chooses every board that is shown, Escape none. */
export function useBenchKeys(shown: readonly string[]): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isBusyElsewhere(event)) return
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'a') {
        event.preventDefault()
        selectOnly(shown)
      }
      if (event.key === 'Escape' && useSelection.getState().ids.size > 0) clearSelection()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [shown])
}

/** Somebody types, or a dialog or menu is open: then the keys are for those. */
function isBusyElsewhere({ target }: KeyboardEvent): boolean {
  if (useDialog.getState().dialog !== null) return true
  if (!(target instanceof Element)) return false
  const types = target instanceof HTMLInputElement && target.type !== 'checkbox'
  return types || target.closest('textarea, [role="dialog"], [role="menu"]') !== null
}

import { useEffect } from 'react'
import { type OpenDialog, useDialog } from '../stores/dialog.ts'

/** What a job changes on the bench has come by then, in milliseconds. */
const settled = 2_000

/** A dialog gives the focus back to the button that opened it. When that can't be pressed any more, its board's card gets the focus. */
export function useFocusBack(dialog: OpenDialog | null): void {
  const boardId = dialog !== null && 'boardId' in dialog ? dialog.boardId : null
  useEffect(() => {
    if (boardId === null) return
    return () => keepFocus(boardId, performance.now() + settled)
  }, [boardId])
}

/** Looks in each frame whether the focus got lost; the button may be disabled before or after the dialog has gone. */
function keepFocus(boardId: string, until: number): void {
  requestAnimationFrame(() => {
    if (performance.now() > until || useDialog.getState().dialog !== null) return
    if (isFocusLost()) focusCard(boardId)
    keepFocus(boardId, until)
  })
}

function isFocusLost(): boolean {
  const active = document.activeElement
  return active === document.body || (active instanceof HTMLButtonElement && active.disabled)
}

function focusCard(boardId: string): void {
  const card = document.querySelector<HTMLElement>(`[data-board="${CSS.escape(boardId)}"] a`)
  const target = card ?? document.querySelector('main')
  target?.focus({ preventScroll: true })
}

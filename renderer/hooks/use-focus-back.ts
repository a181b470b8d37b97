import { useEffect } from 'react'
import { type OpenDialog, useDialog } from '../stores/dialog.ts'

/** What a job changes on the bench has come by then, in milliseconds. */
const settled = 150

/** A dialog gives the focus back to the button that opened it. Where that can't be pressed any more, its board's card gets the focus. */
export function useFocusBack(dialog: OpenDialog | null): void {
  const boardId = dialog !== null && 'boardId' in dialog ? dialog.boardId : null
  useEffect(() => {
    if (boardId === null) return
    return () => {
      setTimeout(() => keepFocus(boardId), settled)
    }
  }, [boardId])
}

function keepFocus(boardId: string): void {
  const active = document.activeElement
  const isDisabled = active instanceof HTMLButtonElement && active.disabled
  if (useDialog.getState().dialog !== null || (active !== document.body && !isDisabled)) return
  const card = document.querySelector<HTMLElement>(`[data-board="${CSS.escape(boardId)}"] a`)
  const target = card ?? document.querySelector('main')
  target?.focus({ preventScroll: true })
}

import { useEffect } from 'react'
import { openOverlay } from '../stores/overlay.ts'

/** The keys that do the same everywhere; components/KeyboardHelp.tsx lists them. */
export function useGlobalKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function onKey(event: KeyboardEvent): void {
  const action = actionOf(event)
  if (!action) return
  // Browsers have a search of their own on some of these keys.
  event.preventDefault()
  action()
}

function actionOf(event: KeyboardEvent): (() => void) | null {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
  if (command && event.key.toLowerCase() === 'k') return () => openOverlay('palette')
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey
  if (!plain || isTyping(event.target) || aDialogIsOpen()) return null
  if (event.key === '?') return () => openOverlay('keyboard-help')
  const search = document.querySelector<HTMLInputElement>('main input[type=search]')
  return event.key === '/' && search ? () => search.focus() : null
}

/** True while keys are letters of a text. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  if (target instanceof HTMLElement && target.isContentEditable) return true
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
  )
}

function aDialogIsOpen(): boolean {
  return document.querySelector('[role=dialog], [role=alertdialog]') !== null
}

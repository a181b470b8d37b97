import { create } from 'zustand'

/** What lies over the page besides its dialogs: the command palette or the keyboard help. */
export type Overlay = 'palette' | 'keyboard-help'

export const useOverlay = create<{ readonly overlay: Overlay | null }>(() => ({ overlay: null }))

export function openOverlay(overlay: Overlay): void {
  useOverlay.setState({ overlay })
}

export function closeOverlay(): void {
  useOverlay.setState({ overlay: null })
}

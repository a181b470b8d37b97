import type { Desktop } from '../../contract/desktop.ts'

declare global {
  interface Window {
    /** Put there by the desktop shell's preload script. */
    readonly bootbenchDesktop?: Desktop<File>
  }
}

/** What the desktop shell does for us; null in a browser. */
export function desktop(): Desktop<File> | null {
  return window.bootbenchDesktop ?? null
}

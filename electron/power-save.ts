import type { ElectronParts } from './electron-parts.ts'

/** Keeps the computer awake while `needed` says so (the display may still go dark). */
export function createPowerSave(blocker: ElectronParts['powerSaveBlocker']): {
  set(needed: boolean): void
} {
  let id: number | null = null
  return {
    set: (needed) => {
      if (needed && id === null) id = blocker.start('prevent-app-suspension')
      else if (!needed && id !== null) {
        blocker.stop(id)
        id = null
      }
    },
  }
}

import type { Warning } from '../contract/station-event.ts'

/** Things that a person should know, each once. */
export type Warnings = {
  list(): Warning[]
  /** A warning with the same id is replaced, so that a repeating cause does not fill the screen. */
  add(id: string, message: string): void
  dismiss(id: string): void
}

export function createWarnings(clock: () => number, onChanged: () => void): Warnings {
  const warnings = new Map<string, Warning>()
  return {
    list: () => [...warnings.values()],
    add: (id, message) => {
      if (warnings.get(id)?.message === message) return
      warnings.set(id, { id, since: clock(), message })
      onChanged()
    },
    dismiss: (id) => {
      if (warnings.delete(id)) onChanged()
    },
  }
}

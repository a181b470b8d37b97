import { z } from 'zod'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

const preferencesSchema = z.object({
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']).catch('system'),
  language: z.enum(['system', 'en', 'de']).catch('system'),
  /** Targets of at least 56 px, for gloves. */
  largeTargets: z.boolean().catch(false),
  motion: z.enum(['system', 'reduced']).catch('system'),
  benchView: z.enum(['cards', 'table']).catch('cards'),
  /** Terminals tell a screen reader what comes. */
  spokenConsoles: z.boolean().catch(false),
  /** A person has read enough of the first steps. */
  firstStepsHidden: z.boolean().catch(false),
})
/** How this window shows things; kept in this browser only, the station does not know. */
export type Preferences = z.infer<typeof preferencesSchema>

/** What is saved may come from another version: each member that does not fit gets its default. */
export function readPreferences(saved: unknown): Preferences {
  return preferencesSchema.parse(typeof saved === 'object' && saved !== null ? saved : {})
}

export const usePreferences = create<Preferences>()(
  persist(() => readPreferences(null), {
    name: 'bootbench-preferences',
    merge: (saved) => readPreferences(saved),
  }),
)

export function changePreferences(change: Partial<Preferences>): void {
  usePreferences.setState(change)
}

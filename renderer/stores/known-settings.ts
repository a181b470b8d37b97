import { create } from 'zustand'
import type { Settings } from '../../contract/settings.ts'
import type { Serving } from '../../contract/station-event.ts'

type KnownSettings = {
  /** The station's settings as it told them last; null until then. */
  readonly settings: Settings | null
  /** They were changed in this window while this was served: the change is not in use before serving starts again. */
  readonly changedWhile: Serving | null
}

export const useKnownSettings = create<KnownSettings>(() => ({
  settings: null,
  changedWhile: null,
}))

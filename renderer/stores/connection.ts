import { create } from 'zustand'
import type { Connection } from '../api/station-link.ts'

/** How the connection to the station stands; the banner and the mirror's freshness follow from it. */
export const useConnection = create<{ readonly connection: Connection }>(() => ({
  connection: { kind: 'connecting' },
}))

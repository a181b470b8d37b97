import { create } from 'zustand'
import type { ImageImport } from '../../contract/image.ts'

/** Imports that this window saw running: only their end is news. The station remembers older ones too. */
export const useSeenImports = create<{ readonly ids: ReadonlySet<string> }>(() => ({
  ids: new Set(),
}))

export function noteRunning(imports: Iterable<ImageImport>): void {
  const { ids } = useSeenImports.getState()
  const fresh = [...imports]
    .filter(({ id, state }) => state.kind === 'running' && !ids.has(id))
    .map(({ id }) => id)
  if (fresh.length > 0) useSeenImports.setState({ ids: new Set([...ids, ...fresh]) })
}

import { create } from 'zustand'
import type { ImageImport } from '../../contract/image.ts'

/** Imports that this window began or saw running: only their end is news. The station remembers older ones too. */
export const useSeenImports = create<{ readonly ids: ReadonlySet<string> }>(() => ({
  ids: new Set(),
}))

export function noteRunning(imports: Iterable<ImageImport>): void {
  noteImports([...imports].filter(({ state }) => state.kind === 'running').map(({ id }) => id))
}

/** A small file may be imported before the stream tells that it ran: who begins an import notes it. */
export function noteImports(begun: readonly string[]): void {
  const { ids } = useSeenImports.getState()
  const fresh = begun.filter((id) => !ids.has(id))
  if (fresh.length > 0) useSeenImports.setState({ ids: new Set([...ids, ...fresh]) })
}

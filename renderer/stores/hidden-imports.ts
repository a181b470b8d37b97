import { create } from 'zustand'

type HiddenImports = {
  readonly ids: ReadonlySet<string>
  readonly hide: (id: string) => void
}

/** Ended imports that the person has read and put away; only this window knows. */
export const useHiddenImports = create<HiddenImports>((set) => ({
  ids: new Set(),
  hide: (id) => set(({ ids }) => ({ ids: new Set([...ids, id]) })),
}))

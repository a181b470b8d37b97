/** Requests that a board at work makes many times a second: its job shows what they carry, so one in a while is enough. */
const routine = /^\/api\/jobs\/[^/]+\/(progress|log|chunks\/\d+)$/

/** How often one kind of them is recorded for one board, in milliseconds. */
const interval = 5_000
const rememberedKinds = 2_048

/** Thins out what a board at work asks all the time. */
export type RoutineRequests = {
  /** How many were left out since the last one; null: leave this one out too. What was not answered well is always told. */
  pass(peerAddress: string, path: string, status: number): number | null
}

export function createRoutineRequests(clock: () => number): RoutineRequests {
  const kinds = new Map<string, { at: number; left: number }>()
  return {
    pass: (peerAddress, path, status) => {
      const kind = routine.exec(path)?.[1]?.replace(/\d+$/, '')
      if (kind === undefined || status >= 400) return 0
      const key = `${peerAddress} ${kind}`
      const known = kinds.get(key)
      if (known !== undefined && Math.abs(clock() - known.at) < interval) {
        known.left += 1
        return null
      }
      kinds.delete(key)
      kinds.set(key, { at: clock(), left: 0 })
      const oldest = kinds.keys().next()
      if (kinds.size > rememberedKinds && oldest.done !== true) kinds.delete(oldest.value)
      return known?.left ?? 0
    },
  }
}

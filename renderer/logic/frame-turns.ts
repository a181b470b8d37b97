/** Work that is done in turns, so much in each frame that the frame keeps its time. */
export type FrameTurns = {
  /** Does `act` when its turn comes; it answers what it cost. The returned function takes the wish back. */
  ask(act: () => number): () => void
}

/**
 * First come, first served: in each frame turns are taken until they have cost `budget`, and at least one. `onFrame` calls back
 * once, at the next frame.
 */
export function createFrameTurns(budget: number, onFrame: (act: () => void) => void): FrameTurns {
  const waiting = new Set<() => number>()
  let isExpected = false
  function expectFrame(): void {
    if (isExpected || waiting.size === 0) return
    isExpected = true
    onFrame(takeTurns)
  }
  function takeTurns(): void {
    isExpected = false
    let spent = 0
    // Those who ask from inside their turn come at the end, in a later frame.
    for (const act of [...waiting]) {
      if (spent >= budget) break
      if (!waiting.delete(act)) continue
      spent += act()
    }
    expectFrame()
  }
  return {
    ask: (act) => {
      const turn = () => act()
      waiting.add(turn)
      expectFrame()
      return () => {
        waiting.delete(turn)
      }
    },
  }
}

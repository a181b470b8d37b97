/** Agents whose poll is held open until there is something for them to do. */
export type WaitingAgents = {
  /** Resolves when `wake` is called for the board, after `milliseconds`, or when `signal` aborts. */
  wait(boardId: string, milliseconds: number, signal: AbortSignal): Promise<void>
  wake(boardId: string): void
  /** Ends every wait; for the end of the station. */
  wakeAll(): void
}

export function createWaitingAgents(): WaitingAgents {
  const waiting = new Map<string, Set<() => void>>()
  const wake = (boardId: string): void => {
    for (const resolve of waiting.get(boardId) ?? []) resolve()
  }
  return {
    wait: (boardId, milliseconds, signal) =>
      new Promise((resolve) => {
        const ofBoard = waiting.get(boardId) ?? new Set()
        const end = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          ofBoard.delete(end)
          if (ofBoard.size === 0) waiting.delete(boardId)
          resolve()
        }
        const timer = setTimeout(end, milliseconds)
        signal.addEventListener('abort', end)
        ofBoard.add(end)
        waiting.set(boardId, ofBoard)
        if (signal.aborted) end()
      }),
    wake,
    wakeAll: () => {
      for (const boardId of [...waiting.keys()]) wake(boardId)
    },
  }
}

/** Keeps what has arrived until somebody asks for it; at most `capacity` values, the oldest are dropped. */
export interface Mailbox<Value> {
  push(value: Value): void
  /**
   * The next value, or undefined when none comes within `milliseconds`.
   * @throws the signal's reason when it is aborted first.
   */
  next(milliseconds: number, signal: AbortSignal): Promise<Value | undefined>
}

export function createMailbox<Value>(capacity = 256): Mailbox<Value> {
  const waiting: Value[] = []
  let wake: (() => void) | undefined

  return {
    push(value) {
      waiting.push(value)
      if (waiting.length > capacity) waiting.shift()
      wake?.()
    },
    async next(milliseconds, signal) {
      signal.throwIfAborted()
      if (waiting.length === 0 && milliseconds > 0) {
        await sleep(milliseconds, signal, (onArrival) => {
          wake = onArrival
        })
        wake = undefined
      }
      return waiting.shift()
    },
  }
}

/**
 * Waits, unless something that `hand` gave away calls its function first.
 * @throws the signal's reason when it is aborted.
 */
export function sleep(
  milliseconds: number,
  signal: AbortSignal,
  hand?: (wake: () => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const finish = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      if (signal.aborted) reject(signal.reason)
      else resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal.addEventListener('abort', finish)
    hand?.(finish)
  })
}

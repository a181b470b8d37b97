import type { ConsoleOutput } from '../../contract/console.ts'
import type { RecentOutput } from './recent-output.ts'

/** Those who look at one line. */
export type Viewers = {
  count(): number
  /** Something came. */
  wake(): void
  /** What is remembered, then what comes, until `signal` aborts. */
  follow(signal: AbortSignal): AsyncGenerator<ConsoleOutput, void, void>
}

/** A screen can't show more, and nobody can read more: ten times a second 16 KiB. */
const shortestPauseMs = 100
const mostBytesAtOnce = 16 * 1024

/** Each viewer reads the same memory at its own pace; what it can't keep up with is left out and counted. */
export function createViewers(recent: RecentOutput, onCount: () => void): Viewers {
  const wakers = new Set<() => void>()
  let count = 0
  return {
    count: () => count,
    wake: () => {
      for (const wake of [...wakers]) wake()
    },
    follow: async function* (signal) {
      count += 1
      onCount()
      try {
        const before = recent.all()
        let { sequence } = before
        yield { kind: 'before', ...before }
        while (!signal.aborted) {
          const delivery = recent.after(sequence, mostBytesAtOnce)
          if (delivery === null) {
            await arrival(wakers, signal)
            continue
          }
          sequence = delivery.sequence
          if (delivery.dropped > 0) yield { kind: 'dropped', bytes: delivery.dropped }
          yield { kind: 'text', text: delivery.text, sequence }
          await pause(shortestPauseMs, signal)
        }
      } finally {
        count -= 1
        onCount()
      }
    },
  }
}

function arrival(wakers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      wakers.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    wakers.add(done)
    signal.addEventListener('abort', done)
  })
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}

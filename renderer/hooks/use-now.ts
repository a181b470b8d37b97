import { useSyncExternalStore } from 'react'

// One clock for the whole window, which ticks only while somebody looks at it.
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

/** The time in milliseconds since 1970, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 1000)
  tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  const next = Date.now()
  // The store must not change while React subscribes, unless time really went on.
  if (next - now < 500) return
  now = next
  for (const listener of listeners) listener()
}

import type { StationEvent } from '../../contract/station-event.ts'

/** Where parts announce changes, and user interfaces follow them. */
export type ChangeFeed = {
  publish(event: StationEvent): void
  /** Yields what `first` returns, then every change after it. Ends when `signal` aborts. */
  follow(first: () => StationEvent, signal: AbortSignal): AsyncGenerator<StationEvent, void, void>
  /** The same in groups; the first holds what `first` returns, each other one all changes since the group before. */
  followGroups(
    first: () => StationEvent,
    signal: AbortSignal,
  ): AsyncGenerator<StationEvent[], void, void>
}

/** The shortest time between two deliveries to one follower, in milliseconds: progress comes at most ten times a second. */
const deliveryInterval = 100

/**
 * Keeps for each follower only the newest event of each thing (board, job, …), so that a slow follower costs a bounded amount of
 * memory and never sees an old state after a new one.
 */
export function createChangeFeed(): ChangeFeed {
  const followers = new Set<(event: StationEvent) => void>()
  return {
    publish: (event) => {
      for (const notify of followers) notify(event)
    },
    follow: async function* (first, signal) {
      for await (const group of followGroups(followers, first, signal)) yield* group
    },
    followGroups: (first, signal) => followGroups(followers, first, signal),
  }
}

async function* followGroups(
  followers: Set<(event: StationEvent) => void>,
  first: () => StationEvent,
  signal: AbortSignal,
): AsyncGenerator<StationEvent[], void, void> {
  const pending = new Map<string, StationEvent>()
  let wake = (): void => undefined
  const notify = (event: StationEvent): void => {
    const key = keyOf(event)
    pending.delete(key) // so that the newest event stands at the end, in the order of happening
    pending.set(key, event)
    wake()
  }
  followers.add(notify)
  const onAbort = (): void => wake()
  signal.addEventListener('abort', onAbort)
  try {
    yield [first()]
    while (!signal.aborted) {
      if (pending.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
          if (signal.aborted) resolve()
        })
        continue
      }
      const events = [...pending.values()]
      pending.clear()
      yield events
      await pause(deliveryInterval, signal)
    }
  } finally {
    followers.delete(notify)
    signal.removeEventListener('abort', onAbort)
  }
}

function keyOf(event: StationEvent): string {
  switch (event.kind) {
    case 'boardChanged':
      return `board ${event.board.id}`
    case 'boardForgotten':
      return `board ${event.id}`
    case 'jobChanged':
      return `job ${event.job.id}`
    case 'jobForgotten':
      return `job ${event.id}`
    case 'imageChanged':
      return `image ${event.image.id}`
    case 'imageRemoved':
      return `image ${event.id}`
    case 'importChanged':
      return `import ${event.import.id}`
    case 'snapshot':
    case 'statusChanged':
      return event.kind
  }
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

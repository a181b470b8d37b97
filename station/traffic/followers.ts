import type { TrafficEntry, TrafficEvent } from '../../contract/traffic.ts'

/** Those who watch the traffic. */
export type Followers = {
  tell(entries: readonly TrafficEntry[]): void
  /** Yields what `first` returns, then what is told from then on, of one board only when `boardId` is given. */
  follow(
    boardId: string | null,
    first: () => readonly TrafficEntry[],
    signal: AbortSignal,
  ): AsyncGenerator<TrafficEvent, void, void>
}

type Follower = { readonly boardId: string | null; pending: TrafficEntry[]; wake: () => void }

/** The shortest time between two groups, in milliseconds. */
const groupInterval = 100
/** What waits for one slow follower; beyond that the oldest are left out, which it sees by the ids. */
const mostPending = 5_000

export function createFollowers(): Followers {
  const followers = new Set<Follower>()
  return {
    tell: (entries) => {
      for (const follower of followers) give(follower, entries)
    },
    follow: (boardId, first, signal) => follow(followers, boardId, first, signal),
  }
}

function give(follower: Follower, entries: readonly TrafficEntry[]): void {
  const { boardId } = follower
  const wanted = boardId === null ? entries : entries.filter((entry) => entry.boardId === boardId)
  if (wanted.length === 0) return
  follower.pending.push(...wanted)
  if (follower.pending.length > mostPending) follower.pending = follower.pending.slice(-mostPending)
  follower.wake()
}

async function* follow(
  followers: Set<Follower>,
  boardId: string | null,
  first: () => readonly TrafficEntry[],
  signal: AbortSignal,
): AsyncGenerator<TrafficEvent, void, void> {
  const follower: Follower = { boardId, pending: [], wake: () => undefined }
  // What was remembered is taken before the follower is entered, in one turn: nothing is told twice or missed.
  const remembered = [...first()]
  followers.add(follower)
  const onAbort = (): void => follower.wake()
  signal.addEventListener('abort', onAbort)
  try {
    yield { kind: 'remembered', entries: remembered }
    while (!signal.aborted) {
      if (follower.pending.length === 0) await arrival(follower, signal)
      else {
        const entries = follower.pending
        follower.pending = []
        yield { kind: 'added', entries }
        await pause(groupInterval, signal)
      }
    }
  } finally {
    followers.delete(follower)
    signal.removeEventListener('abort', onAbort)
  }
}

function arrival(follower: Follower, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    follower.wake = resolve
    if (signal.aborted) resolve()
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

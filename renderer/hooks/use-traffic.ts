import { useEffect, useState } from 'react'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import { afterTraffic } from '../logic/traffic-log.ts'
import { useConnection } from '../stores/connection.ts'

export type WatchedTraffic = {
  /** Oldest first. */
  readonly entries: readonly TrafficEntry[]
  /** True once what the station remembers has come. */
  readonly begun: boolean
  /** Why nothing comes any more; null while it does. */
  readonly failure: string | null
}

const nothing: WatchedTraffic = { entries: [], begun: false, failure: null }

/** Follows the traffic of one board, or of all when null, for as long as the component is there; anew after a lost connection. */
export function useTraffic(boardId: string | null): WatchedTraffic {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const [traffic, setTraffic] = useState(nothing)
  useEffect(() => {
    if (!live) return
    const abort = new AbortController()
    follow(boardId, abort.signal, setTraffic)
    return () => abort.abort()
  }, [boardId, live])
  return traffic
}

async function follow(
  boardId: string | null,
  signal: AbortSignal,
  change: (next: (before: WatchedTraffic) => WatchedTraffic) => void,
): Promise<void> {
  try {
    for await (const event of await station().traffic.watch({ boardId }, { signal })) {
      if (signal.aborted) return
      change(({ entries }) => ({
        entries: afterTraffic(entries, event),
        begun: true,
        failure: null,
      }))
    }
  } catch (error) {
    if (!signal.aborted) change((before) => ({ ...before, failure: errorMessage(error) }))
  }
}

import { useEffect, useState } from 'react'
import type { TrafficEntry, TrafficEvent } from '../../contract/traffic.ts'
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

/** Entries are shown in groups: a table of twenty thousand rows is laid out anew for each. */
const gatherTime = 250

/** Follows the traffic of one board, or of all when null, for as long as the component is there; anew after a lost connection. */
export function useTraffic(boardId: string | null): WatchedTraffic {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const [traffic, setTraffic] = useState(nothing)
  useEffect(() => {
    if (!live) return
    const abort = new AbortController()
    const gathered = gatherEvents((events) =>
      setTraffic(({ entries }) => ({
        entries: events.reduce((all, event) => afterTraffic(all, event), entries),
        begun: true,
        failure: null,
      })),
    )
    follow(boardId, abort.signal, gathered.add).then((failure) => {
      if (failure !== null) setTraffic((before) => ({ ...before, failure }))
    })
    return () => {
      abort.abort()
      gathered.stop()
    }
  }, [boardId, live])
  return traffic
}

/** Why the stream ended; null when it was this side that ended it. */
async function follow(
  boardId: string | null,
  signal: AbortSignal,
  add: (event: TrafficEvent) => void,
): Promise<string | null> {
  try {
    for await (const event of await station().traffic.watch({ boardId }, { signal })) add(event)
    return null
  } catch (error) {
    return signal.aborted ? null : errorMessage(error)
  }
}

/** The first event is shown at once, those after it together. */
function gatherEvents(show: (events: readonly TrafficEvent[]) => void) {
  let waiting: TrafficEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  function showWaiting(): void {
    timer = undefined
    if (waiting.length === 0) return
    const events = waiting
    waiting = []
    timer = setTimeout(showWaiting, gatherTime)
    show(events)
  }
  return {
    add: (event: TrafficEvent) => {
      // Whatever still comes of a stream that was ended belongs to another board.
      if (isOver) return
      waiting.push(event)
      if (timer === undefined) showWaiting()
    },
    stop: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}

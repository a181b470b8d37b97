import type { StationEvent } from '../../contract/station-event.ts'
import { useConnection } from '../stores/connection.ts'
import { applyEvents, useMirror } from '../stores/mirror.ts'
import type { StationClient } from './client.ts'
import { desktop } from './desktop.ts'
import { openDesktopPort } from './desktop-port.ts'
import { NotConnected } from './error-message.ts'
import { openPort } from './port-transport.ts'
import { openSocket, stationUrl } from './socket-transport.ts'
import { StationLink } from './station-link.ts'
import type { OpenTransport } from './transport.ts'

// The one link of this window to its station, and the two stores that it feeds.

/** Changes are gathered this long before they are shown: two hundred busy boards cost one render, not two hundred. */
const gatherTime = 40

let link: StationLink | null = null
let gathered: StationEvent[] = []
let showing = false

/** Connects to the station and keeps connected for as long as the window lives. */
export function startStation(): void {
  link = new StationLink({
    open: openTransport(),
    onConnection: (connection) => useConnection.setState({ connection }),
    onEvent: gather,
  })
  link.start()
  // After sleep or a pulled cable the computer tells before our timer ends.
  window.addEventListener('online', retryNow)
  document.addEventListener('visibilitychange', retryNow)
}

/** Tries at once to reach a station that was lost; looks whether one that seems to be there still is. */
export function retryNow(): void {
  link?.checkNow()
}

/** The desktop shell's channel where there is one, else the WebSocket of the page's own station. */
function openTransport(): OpenTransport {
  const shell = desktop()
  if (!shell) return () => openSocket(stationUrl(window.location))
  return async () => openPort(await openDesktopPort(shell))
}

/** The calls of the contract. Throws with words for the person while there is no connection. */
export function station(): StationClient {
  const client = link?.client
  if (!client) throw new NotConnected()
  return client
}

function gather(event: StationEvent): void {
  if (event.kind === 'snapshot') gathered = []
  gathered.push(event)
  if (showing) return
  showing = true
  setTimeout(show, gatherTime)
}

function show(): void {
  showing = false
  const events = gathered
  gathered = []
  useMirror.setState((mirror) => applyEvents(mirror, events))
}

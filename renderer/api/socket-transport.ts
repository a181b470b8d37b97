import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { Transport } from './transport.ts'

/** The station's WebSocket: same origin as the page, path `/rpc`. */
export function stationUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/rpc`
}

/** Opens a WebSocket to the station. */
export async function openSocket(url: string): Promise<Transport> {
  const socket = new WebSocket(url)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.addEventListener('open', () => resolve())
  socket.addEventListener('close', () => reject(new Error(`${url} can't be reached.`)))
  await promise
  return {
    client: createORPCClient(new RPCLink({ websocket: socket })),
    close: () => socket.close(),
  }
}

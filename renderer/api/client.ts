import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../contract/contract.ts'

export type StationClient = ContractRouterClient<typeof contract>

/** A typed client of the station over this WebSocket. It is of no use after the socket closed. */
export function clientOver(socket: WebSocket): StationClient {
  return createORPCClient(new RPCLink({ websocket: socket }))
}

/** The station's WebSocket: same origin as the page, path `/rpc`. */
export function stationUrl(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/rpc`
}

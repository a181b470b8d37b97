import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { contract } from '../contract/contract.ts'
import { CommandError, exitCodes } from './command.ts'

export const defaultControlPort = 8137
export const defaultStation = `http://127.0.0.1:${defaultControlPort}`

export type StationClient = ContractRouterClient<typeof contract>

const connectLimit = 5_000

/** Connects to the running station at `url`, does `work` with it, and closes. Refusals of the station become CommandErrors. */
export async function withStation<Result>(
  url: string,
  work: (client: StationClient) => Promise<Result>,
): Promise<Result> {
  const socket = await connect(url)
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
  const client: StationClient = createORPCClient(link)
  try {
    return await work(client)
  } catch (error) {
    if (error instanceof ORPCError) throw new CommandError(error.message)
    throw error
  } finally {
    socket.close()
  }
}

function connect(url: string): Promise<WebSocket> {
  const address = URL.parse('/rpc', url)
  if (address === null) {
    throw new CommandError(
      `"${url}" is no address of a station. Give one like ${defaultStation}.`,
      exitCodes.usage,
    )
  }
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, { handshakeTimeout: connectLimit })
    socket.once('open', () => resolve(socket))
    socket.once('error', (error) =>
      reject(
        new CommandError(
          `No station answers at ${url} (${error.message}). Start one with "npm start" or "npm run demo", or name another with --station.`,
          exitCodes.unreachable,
        ),
      ),
    )
  })
}

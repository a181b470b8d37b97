import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Transport } from './transport.ts'

/** Speaks to the station through a MessagePort that was not started yet: the desktop shell's, for one. */
export function openPort(port: MessagePort): Transport {
  const client: Transport['client'] = createORPCClient(new RPCLink({ port }))
  port.start()
  return { client, close: () => port.close() }
}

/** DECLINE, RELEASE and INFORM (RFC 2131 sections 4.3.3 to 4.3.5). */
import { isSameSubnet, noAddress } from './address.ts'
import {
  decide,
  type HandlerResult,
  isForAnotherServer,
  type ReceivedMessage,
  type Scope,
  type ServerContext,
  sendReply,
} from './server-context.ts'

/**
 * The client found somebody else at the address we gave it. Only the client that holds the address is
 * believed, or anyone could empty the pool with one packet per address.
 */
export function handleDecline(
  context: ServerContext,
  scope: Scope,
  { packet, client, leaseClient }: ReceivedMessage,
): HandlerResult {
  if (isForAnotherServer(context, packet)) return 'for-another-server'
  const address = packet.options.requestedAddress
  if (address === undefined || scope.table.find(leaseClient)?.address !== address) {
    return 'no-record-of-the-address'
  }
  scope.table.quarantine(address)
  context.options.onEvent({ kind: 'declined', client, address })
  return 'handled'
}

/** The client gives its address back; nothing is answered. */
export function handleRelease(
  context: ServerContext,
  scope: Scope,
  { packet, client, leaseClient }: ReceivedMessage,
): HandlerResult {
  if (isForAnotherServer(context, packet)) return 'for-another-server'
  const address = packet.clientAddress
  if (!scope.table.release(leaseClient, address)) {
    return 'no-record-of-the-address'
  }
  context.options.onEvent({ kind: 'released', client, address })
  return 'handled'
}

/** A client with an address of its own asks for the settings. The answer goes only inside our networks. */
export function handleInform(
  context: ServerContext,
  scope: Scope,
  message: ReceivedMessage,
): HandlerResult {
  const { packet, client, identity } = message
  const address = packet.clientAddress
  if (address === noAddress || !isSameSubnet(address, scope.member, scope.network.netmask)) {
    return 'wrong-subnet'
  }
  const decision = decide(context, message)
  if (decision.kind === 'ignore') return 'policy'
  const { network } = scope
  sendReply(context, { kind: 'inform-ack', request: packet, identity, decision, network })
  context.options.onEvent({ kind: 'informed', client, address })
  return 'handled'
}

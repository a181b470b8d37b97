/**
 * REQUEST (RFC 2131 section 4.3.2): taking an offer, coming back after a restart, renewing and rebinding are
 * told apart by options 50 and 54 and by ciaddr.
 */
import { isSameSubnet, noAddress } from './address.ts'
import { leaseSecondsFor } from './lease-time.ts'
import {
  decide,
  type HandlerResult,
  isForAnotherServer,
  type ReceivedMessage,
  type Scope,
  type ServerContext,
  sendReply,
} from './server-context.ts'
import type { LeasingOptions } from './server-options.ts'

type RequestAnswer =
  | { kind: 'ack'; address: string }
  | { kind: 'nak'; address: string; reason: string }
  /** RFC 2131 section 4.3.2: a server without a record of the client must stay silent. */
  | { kind: 'silent' }

/** Handles one REQUEST. */
export function handleRequest(
  context: ServerContext,
  options: LeasingOptions,
  scope: Scope,
  message: ReceivedMessage,
): HandlerResult {
  const { packet, client, leaseClient } = message
  if (isForAnotherServer(context, packet)) {
    scope.table.withdrawOffer(leaseClient)
    return 'for-another-server'
  }
  const decision = decide(context, message)
  if (decision.kind === 'ignore') return 'policy'
  const leaseSeconds = leaseSecondsFor(packet, options.leaseSeconds)
  const answer = grant(scope, message, leaseSeconds)
  const { network } = scope
  switch (answer.kind) {
    case 'silent':
      return 'no-record-of-the-address'
    case 'nak':
      sendReply(context, { kind: 'nak', request: packet, network, message: answer.reason })
      options.onEvent({ ...answer, client })
      return 'handled'
    case 'ack': {
      const { address } = answer
      const { identity } = message
      const facts = { request: packet, identity, decision, network, address, leaseSeconds }
      sendReply(context, { kind: 'ack', ...facts })
      const event = { client, address, leaseSeconds, decision: decision.kind }
      options.onEvent({ kind: 'acked', ...event })
      return 'handled'
    }
    default:
      return answer satisfies never
  }
}

/** Says what the client gets, and records it when it gets something. */
function grant(scope: Scope, message: ReceivedMessage, leaseSeconds: number): RequestAnswer {
  const { packet, leaseClient } = message
  const address = addressAskedFor(scope, message)
  if (address === undefined) {
    return { kind: 'nak', address: noAddress, reason: 'the request names no address' }
  }
  if (!isSameSubnet(address, scope.member, scope.network.netmask)) {
    return { kind: 'nak', address, reason: `${address} is not in this network` }
  }
  const lease = scope.table.find(leaseClient)
  if (lease === undefined) {
    // A client that selects our offer, or that asks for what another one holds, is told at once.
    const isSelecting = packet.options.serverIdentifier !== undefined
    if (!isSelecting && !scope.table.isHeldByAnother(leaseClient, address))
      return { kind: 'silent' }
  }
  if (lease?.address !== address) {
    return { kind: 'nak', address, reason: `${address} is not the address of this client` }
  }
  const bound = scope.table.bind(leaseClient, address, leaseSeconds)
  if (bound.kind === 'bound') return { kind: 'ack', address }
  return { kind: 'nak', address, reason: `${address} can no longer be used (${bound.reason})` }
}

/**
 * ciaddr when renewing, else option 50. A client that has just been offered an address and names none (the
 * npm package dhcp does so) can only mean that offer.
 */
function addressAskedFor(
  scope: Scope,
  { packet, leaseClient }: ReceivedMessage,
): string | undefined {
  if (packet.clientAddress !== noAddress) return packet.clientAddress
  const { requestedAddress } = packet.options
  if (requestedAddress !== undefined && requestedAddress !== noAddress) return requestedAddress
  const lease = scope.table.find(leaseClient)
  return lease?.state === 'offered' ? lease.address : undefined
}

/**
 * ProxyDHCP (PXE 2.1 section 2.2.3): another server gives the address, we add only what to boot. An offer
 * without an address on port 67, and the same again on port 4011 for firmware that asks there.
 */
import { noAddress } from './address.ts'
import type { DatagramSource } from './datagram-port.ts'
import type { ClientIdentity } from './pi-identity.ts'
import { buildReply } from './reply.ts'
import {
  decide,
  type HandlerResult,
  type ReceivedMessage,
  type ServerContext,
  sendPacket,
  sendReply,
} from './server-context.ts'
import type { ProxyOptions } from './server-options.ts'

/** A message on port 67: only a DISCOVER is ours to answer. */
export function handleOnServerPort(
  context: ServerContext,
  options: ProxyOptions,
  message: ReceivedMessage,
): HandlerResult {
  const { packet, client, identity } = message
  if (message.messageType !== 'discover') return 'proxy-mode'
  if (packet.relayAddress !== noAddress) return 'unknown-relay'
  options.onEvent({ kind: 'discover', client })
  const decision = decide(context, message)
  if (decision.kind === 'ignore') return 'policy'
  if (decision.kind !== 'netboot' || !understandsProxy(identity)) {
    return 'nothing-to-boot-in-proxy-mode'
  }
  const { network } = context
  sendReply(context, { kind: 'proxy-offer', request: packet, identity, decision, network })
  options.onEvent({ kind: 'proxy-answered', client })
  return 'handled'
}

/** A message on port 4011: the answer goes back to where it came from. */
export function handleOnProxyPort(
  context: ServerContext,
  options: ProxyOptions,
  message: ReceivedMessage,
  source: DatagramSource,
): HandlerResult {
  const { packet, client, identity } = message
  if (message.messageType !== 'request' && message.messageType !== 'inform') {
    return 'unexpected-message'
  }
  const decision = decide(context, message)
  if (decision.kind === 'ignore') return 'policy'
  if (decision.kind !== 'netboot' || !understandsProxy(identity)) {
    return 'nothing-to-boot-in-proxy-mode'
  }
  const { network } = context
  const reply = buildReply({ kind: 'proxy-ack', request: packet, identity, decision, network })
  sendPacket(context, options.proxyPort, reply, packet, source)
  options.onEvent({ kind: 'proxy-answered', client })
  return 'handled'
}

/** An offer without an address would only confuse a client that knows nothing of PXE. */
function understandsProxy(identity: ClientIdentity): boolean {
  switch (identity.kind) {
    case 'raspberry-pi':
    case 'uefi':
    case 'ipxe':
    case 'pxe-bios':
      return true
    case 'u-boot':
    case 'linux':
    case 'other':
      return false
    default:
      return identity satisfies never
  }
}

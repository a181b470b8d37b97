/** What the message handlers share: settings, leases, memory, and the ways out. */
import { broadcastAddress, isSameSubnet, noAddress } from './address.ts'
import type { BootDecision, SeenClient } from './boot-policy.ts'
import type { DatagramPort } from './datagram-port.ts'
import type { IgnoredReason } from './events.ts'
import { leaseClientOf } from './lease-client.ts'
import { type LeaseClient, LeaseTable } from './lease-table.ts'
import { type DhcpMessageType, readable } from './options.ts'
import { type DhcpPacket, encodeDhcpWithin } from './packet.ts'
import { type ClientIdentity, identifyClient } from './pi-identity.ts'
import type { ProbeQueue } from './probe-queue.ts'
import {
  type AnsweredDecision,
  buildReply,
  type NetworkSettings,
  type ReplyInput,
} from './reply.ts'
import { type DhcpServerOptions, type LeasingOptions, neverLeased } from './server-options.ts'
import type { TransactionMemory } from './transaction-memory.ts'

/** One subnet that addresses are given in: our own, or one behind a relay. */
export interface Scope {
  readonly network: NetworkSettings
  /** Any address in it. */
  readonly member: string
  readonly range: { first: string; last: string }
  readonly table: LeaseTable
}

export interface ServerContext {
  readonly options: DhcpServerOptions
  readonly network: NetworkSettings
  /** Our own subnet first; empty in proxy mode. */
  readonly scopes: readonly Scope[]
  readonly transactions: TransactionMemory
  readonly probes: ProbeQueue | undefined
  readonly offers: PendingOffers
}

/** A DISCOVER that waits for a probe or a delay. */
export interface PendingOffer {
  /** The client's newest DISCOVER: the one that is answered. */
  packet: DhcpPacket
  readonly identity: ClientIdentity
  readonly decision: AnsweredDecision
  timer?: NodeJS.Timeout
}

/** By client and relay. */
export type PendingOffers = Map<string, PendingOffer>

/** What became of a message: answered or otherwise used, or why it was not. */
export type HandlerResult = 'handled' | IgnoredReason

/** A packet that passed the first checks, and what it says. */
export interface ReceivedMessage {
  readonly packet: DhcpPacket
  readonly messageType: DhcpMessageType
  readonly identity: ClientIdentity
  readonly leaseClient: LeaseClient
  readonly client: SeenClient
}

const serverPort = 67
const clientPort = 68

/** RFC 2131 section 2: every client takes an IP datagram of 576 bytes. */
const smallestMaximum = 576
/** Never larger than an Ethernet frame carries, whatever a client allows. */
const largestMaximum = 1500
const ipAndUdpHeaders = 28

/** The scopes of a leasing server, each with its own table over the one store. */
export function createScopes(options: LeasingOptions, clock: () => number): Scope[] {
  const { serverAddress, netmask, range, router, dns, domainName } = options
  const own = { netmask, range, router, dns }
  return [own, ...(options.relayedSubnets ?? [])].map((subnet) => {
    const network: NetworkSettings = { serverAddress, netmask: subnet.netmask }
    if (subnet.router !== undefined) network.router = subnet.router
    if (subnet.dns !== undefined) network.dnsServers = subnet.dns
    if (domainName !== undefined) network.domainName = domainName
    const member = subnet.range.first
    const isInside = (address: string) => isSameSubnet(address, member, subnet.netmask)
    const table = new LeaseTable({
      range: subnet.range,
      reservations: (options.reservations ?? []).filter(({ address }) => isInside(address)),
      excluded: neverLeased(serverAddress, member, subnet.netmask),
      store: options.leaseStore,
      clock,
      ...(options.offerSeconds === undefined ? {} : { offerSeconds: options.offerSeconds }),
      ...(options.quarantineSeconds === undefined
        ? {}
        : { quarantineSeconds: options.quarantineSeconds }),
    })
    return { network, member, range: subnet.range, table }
  })
}

/** Puts together what a packet says; the identity remembered from its DISCOVER wins. */
export function receive(
  context: ServerContext,
  packet: DhcpPacket,
  messageType: DhcpMessageType,
): ReceivedMessage {
  const remembered = context.transactions.recall(packet.hardwareAddress, packet.transactionId)
  const isFresh = messageType === 'discover' || remembered === undefined
  const identity = isFresh ? identifyClient(packet) : remembered.identity
  const leaseClient = leaseClientOf(packet, identity)
  const client: SeenClient = {
    hardwareAddress: packet.hardwareAddress,
    identity,
    messageType,
    transactionId: packet.transactionId,
    secondsAsking: packet.seconds,
    clientKey: leaseClient.key,
  }
  if (packet.options.hostName !== undefined) client.hostName = readable(packet.options.hostName)
  const address = askedAddress(packet)
  if (address !== undefined) client.address = address
  if (packet.relayAddress !== noAddress) client.relayAddress = packet.relayAddress
  return { packet, messageType, identity, leaseClient, client }
}

/** The policy's word, or the one it gave earlier in the same transaction. */
export function decide(context: ServerContext, message: ReceivedMessage): BootDecision {
  const { hardwareAddress, transactionId } = message.packet
  if (message.messageType !== 'discover') {
    const remembered = context.transactions.recall(hardwareAddress, transactionId)
    if (remembered !== undefined) return remembered.decision
  }
  const decision = context.options.policy(message.client)
  if (message.messageType === 'discover') {
    const { identity } = message
    context.transactions.remember(hardwareAddress, transactionId, { identity, decision })
  }
  return decision
}

/**
 * The scope a packet belongs to: its relay's subnet, else that of the address it already has, else our own
 * (RFC 2131 section 4.3.1). undefined: a relay of a subnet we have no addresses for.
 */
export function scopeOf(context: ServerContext, packet: DhcpPacket): Scope | undefined {
  const contains = (address: string) => (scope: Scope) =>
    isSameSubnet(address, scope.member, scope.network.netmask)
  if (packet.relayAddress !== noAddress) return context.scopes.find(contains(packet.relayAddress))
  if (packet.clientAddress !== noAddress) {
    return context.scopes.find(contains(packet.clientAddress)) ?? context.scopes[0]
  }
  return context.scopes[0]
}

/** Builds, encodes and sends the reply to where RFC 2131 section 4.1 says. */
export function sendReply(context: ServerContext, input: ReplyInput): void {
  const reply = buildReply(input)
  sendPacket(context, context.options.port, reply, input.request, replyDestination(reply))
}

/** Encodes for the client's limit (option 57) and sends; failures become events. */
export function sendPacket(
  context: ServerContext,
  port: DatagramPort,
  reply: DhcpPacket,
  request: DhcpPacket,
  destination: { address: string; port: number },
): void {
  const allowed = request.options.maxMessageSize ?? smallestMaximum
  const datagram = Math.min(Math.max(allowed, smallestMaximum), largestMaximum)
  const { bytes, omitted } = encodeDhcpWithin(reply, datagram - ipAndUdpHeaders)
  if (omitted.length > 0) {
    const { hardwareAddress } = reply
    context.options.onEvent({ kind: 'options-omitted', hardwareAddress, codes: omitted })
  }
  const failed = (error: unknown) =>
    context.options.onEvent({ kind: 'failed', what: 'send', message: String(error) })
  try {
    const sent = port.send(bytes, destination.port, destination.address)
    if (sent !== undefined) sent.catch(failed)
  } catch (error) {
    failed(error)
  }
}

/** True when option 54 names somebody else. Proxy mode expects that and says nothing. */
export function isForAnotherServer(context: ServerContext, packet: DhcpPacket): boolean {
  const named = packet.options.serverIdentifier
  if (named === undefined || named === context.network.serverAddress) return false
  if (context.options.mode === 'server') {
    const { hardwareAddress } = packet
    context.options.onEvent({ kind: 'foreign-server', serverAddress: named, hardwareAddress })
  }
  return true
}

/**
 * RFC 2131 section 4.1. Where it allows unicast to an address the client does not have yet (broadcast flag
 * clear, no ciaddr), we broadcast all the same: unicast would need an ARP entry put in by hand or a raw
 * frame, and Node can do neither. Clients must take broadcasts in any case.
 */
function replyDestination(reply: DhcpPacket): { address: string; port: number } {
  if (reply.relayAddress !== noAddress) return { address: reply.relayAddress, port: serverPort }
  const hasAddress = reply.clientAddress !== noAddress && reply.options.messageType !== 'nak'
  return { address: hasAddress ? reply.clientAddress : broadcastAddress, port: clientPort }
}

function askedAddress(packet: DhcpPacket): string | undefined {
  if (packet.clientAddress !== noAddress) return packet.clientAddress
  return packet.options.requestedAddress
}

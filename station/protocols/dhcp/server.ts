/** The DHCP server: datagrams in, replies and events out. No peer can make it throw, hang or grow. */
import type { DatagramSource } from './datagram-port.ts'
import { handleDiscover } from './discover.ts'
import type { Lease } from './lease-table.ts'
import { handleDecline, handleInform, handleRelease } from './other-messages.ts'
import { type DhcpPacket, decodeDhcp } from './packet.ts'
import { ProbeQueue } from './probe-queue.ts'
import { handleOnProxyPort, handleOnServerPort } from './proxy.ts'
import type { NetworkSettings } from './reply.ts'
import { handleRequest } from './request.ts'
import {
  createScopes,
  type HandlerResult,
  type ReceivedMessage,
  receive,
  type ServerContext,
  scopeOf,
} from './server-context.ts'
import { checkSettings, type DhcpServerOptions, type LeasingOptions } from './server-options.ts'
import { TransactionMemory } from './transaction-memory.ts'

export interface DhcpServer {
  /** Begins to answer. */
  start(): void
  /** Stops answering and closes its sockets. It cannot be started again. */
  stop(): Promise<void>
  /** Every lease it knows; empty in proxy mode. */
  leases(): Lease[]
}

const ethernet = 1
const ethernetAddress = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/

/**
 * Makes a server on sockets that are already open. Throws a DhcpSettingsError when the settings contradict
 * themselves, and what the lease store throws when it cannot be read.
 */
export function createDhcpServer(options: DhcpServerOptions): DhcpServer {
  checkSettings(options)
  const context = createContext(options)
  let isRunning = false
  const guarded =
    (handle: typeof handleServerDatagram) => (bytes: Uint8Array, source: DatagramSource) => {
      if (!isRunning) return
      try {
        handle(context, bytes, source)
      } catch (error) {
        // The lease store or a policy failed: the client asks again, the station goes on.
        options.onEvent({ kind: 'failed', what: 'handler', message: String(error) })
      }
    }
  return {
    start() {
      isRunning = true
      options.port.onMessage(guarded(handleServerDatagram))
      if (options.mode === 'proxy') options.proxyPort.onMessage(guarded(handleProxyDatagram))
    },
    async stop() {
      isRunning = false
      context.probes?.stop()
      for (const { timer } of context.offers.values()) clearTimeout(timer)
      context.offers.clear()
      await options.port.close()
      if (options.mode === 'proxy') await options.proxyPort.close()
    },
    leases: () => context.scopes.flatMap((scope) => scope.table.leases()),
  }
}

function createContext(options: DhcpServerOptions): ServerContext {
  const clock = options.clock ?? Date.now
  const isLeasing = options.mode === 'server'
  const scopes = isLeasing ? createScopes(options, clock) : []
  const { serverAddress, netmask } = options
  const network: NetworkSettings = scopes[0]?.network ?? { serverAddress, netmask }
  const probe = isLeasing ? options.probe : undefined
  return {
    options,
    network,
    scopes,
    transactions: new TransactionMemory(clock),
    probes: probe === undefined ? undefined : new ProbeQueue({ probe }),
    offers: new Map(),
  }
}

function handleServerDatagram(
  context: ServerContext,
  bytes: Uint8Array,
  source: DatagramSource,
): void {
  const message = accept(context, bytes, source)
  if (message === undefined) return
  const { options } = context
  const result =
    options.mode === 'proxy'
      ? handleOnServerPort(context, options, message)
      : handleLeasing(context, options, message)
  report(context, message.packet, result)
}

function handleProxyDatagram(
  context: ServerContext,
  bytes: Uint8Array,
  source: DatagramSource,
): void {
  const message = accept(context, bytes, source)
  if (message === undefined || context.options.mode !== 'proxy') return
  const result = handleOnProxyPort(context, context.options, message, source)
  report(context, message.packet, result)
}

function handleLeasing(
  context: ServerContext,
  options: LeasingOptions,
  message: ReceivedMessage,
): HandlerResult {
  const scope = scopeOf(context, message.packet)
  if (scope === undefined) return 'unknown-relay'
  switch (message.messageType) {
    case 'discover':
      return handleDiscover(context, options, scope, message)
    case 'request':
      return handleRequest(context, options, scope, message)
    case 'decline':
      return handleDecline(context, scope, message)
    case 'release':
      return handleRelease(context, scope, message)
    case 'inform':
      return handleInform(context, scope, message)
    case 'offer':
    case 'ack':
    case 'nak':
      return 'unexpected-message'
    default:
      return message.messageType satisfies never
  }
}

function report(context: ServerContext, packet: DhcpPacket, result: HandlerResult): void {
  if (result === 'handled') return
  const { hardwareAddress } = packet
  context.options.onEvent({ kind: 'ignored', hardwareAddress, reason: result })
}

/** The first checks, the same for every message; undefined when it is not for us. */
function accept(
  context: ServerContext,
  bytes: Uint8Array,
  source: DatagramSource,
): ReceivedMessage | undefined {
  const decoded = decodeDhcp(bytes)
  if (decoded.kind === 'bad') {
    context.options.onEvent({ kind: 'bad-packet', reason: decoded.reason, from: source.address })
    return undefined
  }
  const { packet } = decoded
  if (packet.operation === 'reply') {
    noteForeignReply(context, packet)
    return undefined
  }
  const { messageType } = packet.options
  if (messageType === undefined) {
    report(context, packet, 'no-message-type')
    return undefined
  }
  if (packet.hardwareType !== ethernet || !ethernetAddress.test(packet.hardwareAddress)) {
    report(context, packet, 'not-ethernet')
    return undefined
  }
  return receive(context, packet, messageType)
}

/** Only servers send replies; one that reaches us comes from another server (through a relay, or broadcast). */
function noteForeignReply(context: ServerContext, packet: DhcpPacket): void {
  const serverAddress = packet.options.serverIdentifier
  if (serverAddress === undefined || serverAddress === context.network.serverAddress) return
  const { hardwareAddress } = packet
  context.options.onEvent({ kind: 'foreign-server', serverAddress, hardwareAddress })
}

import {
  type DhcpPacket,
  decodeDhcp,
  emptyPacket,
  encodeDhcp,
} from '../station/protocols/dhcp/packet.ts'
import type { BoardFaults } from './board-faults.ts'
import {
  type BoardIdentity,
  type BootTimes,
  clientArchitectures,
  clientInterface,
  type MachineIdentifierForm,
  machineIdentifier,
  parameterList,
  romTransaction,
  vendorClass,
} from './board-model.ts'
import type { BoardNetwork, BoardSocket, Endpoint, NetbootLease } from './board-network.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

export interface DhcpClientOptions {
  readonly identity: BoardIdentity
  readonly network: BoardNetwork
  readonly times: BootTimes
  readonly machineIdentifierForm: MachineIdentifierForm
  readonly faults: BoardFaults
  readonly random: () => number
  /** Aborted when the power goes: every wait then throws. */
  readonly signal: AbortSignal
  readonly onDiscover: (attempt: number) => void
  readonly onOffer: (offer: { server: string; netboot: boolean }) => void
}

export type LeaseResult =
  | { kind: 'lease'; lease: NetbootLease }
  | { kind: 'failed'; reason: string }

/** Everything that one try to get an address needs. */
interface Exchange extends DhcpClientOptions {
  readonly socket: BoardSocket
  readonly server: Endpoint
  readonly mailbox: Mailbox<Uint8Array>
  readonly transactionId: number
  readonly startedAt: number
}

/** An address from one server, boot files from the same or another one (proxyDHCP). */
interface Offers {
  readonly address: DhcpPacket
  readonly server: string
}

/**
 * Gets an address and a TFTP server as the board's boot ROM does. A Pi 3 takes the first good OFFER and never sends
 * a REQUEST (firmware issue 1699); the others do all four messages, and their REQUEST lacks option 60 (rpi-eeprom issue 82).
 */
export async function obtainLease(options: DhcpClientOptions): Promise<LeaseResult> {
  const mailbox = createMailbox<Uint8Array>()
  const { socket, server } = await options.network.openDhcp((bytes) => mailbox.push(bytes))
  const rom = options.identity.model.generation === 'bcm2710'
  const transactionId = rom ? romTransaction : Math.floor(options.random() * 2 ** 32)
  const exchange = { ...options, socket, server, mailbox, transactionId, startedAt: Date.now() }
  try {
    const offers = await discover(exchange)
    if (offers === undefined) return { kind: 'failed', reason: 'no server offered to boot it' }
    const lease = rom ? leaseOf(offers.address, offers.server) : await request(exchange, offers)
    if (lease === undefined)
      return { kind: 'failed', reason: 'the server did not confirm the address' }
    return { kind: 'lease', lease }
  } finally {
    socket.close()
  }
}

async function discover(exchange: Exchange): Promise<Offers | undefined> {
  let address: DhcpPacket | undefined
  let server: string | undefined
  let unnamed: string | undefined
  for await (const attempt of attempts(exchange)) {
    if (attempt.kind === 'ask') {
      // Nobody with a boot menu answered meanwhile: then the address's own server will do.
      const found = server ?? unnamed
      if (address !== undefined && found !== undefined) return { address, server: found }
      exchange.onDiscover(attempt.number)
      exchange.socket.send(encodeDhcp(discoverPacket(exchange)), exchange.server)
      continue
    }
    const offer = attempt.packet
    if (offer.options.messageType !== 'offer') continue
    const offered = bootServer(exchange.identity, offer)
    const from = offer.options.serverIdentifier ?? offer.serverAddress
    exchange.onOffer({ server: from, netboot: offered !== undefined })
    if (exchange.faults.ignoresOffers === true) continue
    if (offer.yourAddress !== '0.0.0.0') address ??= offer
    unnamed ??= offered
    if (!namesBootServer(offer)) continue
    server ??= offered
    // Whose boot files it can read it also takes the address from.
    if (offered !== undefined && offer.yourAddress !== '0.0.0.0') address = offer
    if (address !== undefined && server !== undefined) return { address, server }
  }
  return undefined
}

/**
 * Whether a server says on purpose where to boot from. Many routers put their own address into siaddr of every offer, beside which a
 * proxyDHCP server could never be heard if that counted as much as option 43 or 66.
 */
function namesBootServer({ options }: DhcpPacket): boolean {
  return (
    (options.vendorSpecific ?? new Uint8Array()).length > 0 || (options.tftpServerName ?? '') !== ''
  )
}

async function request(exchange: Exchange, offers: Offers): Promise<NetbootLease | undefined> {
  for await (const attempt of attempts(exchange)) {
    if (attempt.kind === 'ask') {
      exchange.socket.send(encodeDhcp(requestPacket(exchange, offers.address)), exchange.server)
    } else if (attempt.packet.options.messageType === 'ack') {
      return leaseOf(attempt.packet, offers.server)
    } else if (attempt.packet.options.messageType === 'nak') return undefined
  }
  return undefined
}

type Attempt = { kind: 'ask'; number: number } | { kind: 'reply'; packet: DhcpPacket }

/** When to send (again), and every reply meant for this board in between, until the time is over. */
async function* attempts(exchange: Exchange): AsyncGenerator<Attempt> {
  const { times, signal, mailbox } = exchange
  const end = exchange.startedAt + times.dhcpLimit
  for (let number = 1; Date.now() < end; number += 1) {
    yield { kind: 'ask', number }
    const until = Math.min(end, Date.now() + times.discoverInterval)
    for (;;) {
      const bytes = await mailbox.next(until - Date.now(), signal)
      if (bytes === undefined) break
      const packet = replyFor(exchange, bytes)
      if (packet !== undefined) yield { kind: 'reply', packet }
    }
  }
}

/** The reply in a datagram if it is for this board. The ROM of a Pi 3B looks at the transaction number only (firmware issue 986). */
function replyFor(exchange: Exchange, bytes: Uint8Array): DhcpPacket | undefined {
  const decoded = decodeDhcp(bytes)
  if (decoded.kind === 'bad') return undefined
  const { packet } = decoded
  if (packet.operation !== 'reply' || packet.transactionId !== exchange.transactionId)
    return undefined
  const careless = exchange.identity.model.key === 'pi-3b'
  return careless || packet.hardwareAddress === exchange.identity.mac ? packet : undefined
}

/**
 * The TFTP server that an offer names for this board, undefined when it is no offer to netboot. Option 43 counts where it is there (a
 * CM4 ignored one without the menu entry: cmprovision issue 16); a Pi 3 needs it, and a 3B with three spaces after the words.
 */
export function bootServer(identity: BoardIdentity, reply: DhcpPacket): string | undefined {
  const { options } = reply
  const menu = new TextDecoder('latin1').decode(options.vendorSpecific)
  const needed = identity.model.key === 'pi-3b' ? 'Raspberry Pi Boot   ' : 'Raspberry Pi Boot'
  const rom = identity.model.generation === 'bcm2710'
  if ((rom || menu !== '') && !menu.includes(needed)) return undefined
  const named = options.tftpServerName ?? ''
  if (/^\d+\.\d+\.\d+\.\d+$/.test(named)) return named
  if (reply.serverAddress !== '0.0.0.0') return reply.serverAddress
  return menu === '' ? undefined : options.serverIdentifier
}

function discoverPacket(exchange: Exchange): DhcpPacket {
  const packet = clientPacket(exchange)
  return {
    ...packet,
    options: { ...packet.options, messageType: 'discover', vendorClass },
  }
}

function requestPacket(exchange: Exchange, offer: DhcpPacket): DhcpPacket {
  const packet = clientPacket(exchange)
  const serverIdentifier = exchange.faults.takesOffersOf ?? offer.options.serverIdentifier
  return {
    ...packet,
    options: {
      ...packet.options,
      messageType: 'request',
      requestedAddress: offer.yourAddress,
      ...(serverIdentifier === undefined ? {} : { serverIdentifier }),
    },
  }
}

function clientPacket(exchange: Exchange): DhcpPacket {
  const { identity, machineIdentifierForm } = exchange
  return {
    ...emptyPacket('request'),
    transactionId: exchange.transactionId,
    seconds: Math.floor((Date.now() - exchange.startedAt) / exchange.times.second),
    hardwareAddress: identity.mac,
    options: {
      parameterList,
      clientArchitectures,
      clientInterface,
      clientMachineId: machineIdentifier(identity, machineIdentifierForm),
    },
  }
}

function leaseOf(reply: DhcpPacket, server: string): NetbootLease {
  const router = reply.options.routers?.[0]
  return {
    address: reply.yourAddress,
    prefixLength: prefixLength(reply.options.subnetMask ?? '255.255.255.0'),
    server,
    ...(router === undefined ? {} : { router }),
  }
}

function prefixLength(mask: string): number {
  const bits = mask.split('.').map((part) => Number(part).toString(2).replaceAll('0', ''))
  return bits.join('').length
}

/** What a DHCP server is started with, and the checks that a person's settings must pass. */
import { ipv4Number, isSameSubnet, parseIpv4, subnetAddress, subnetBroadcast } from './address.ts'
import type { BootPolicy } from './boot-policy.ts'
import type { DatagramPort } from './datagram-port.ts'
import type { DhcpEvent } from './events.ts'
import type { AddressRange, LeaseStore, Reservation } from './lease-table.ts'
import type { AddressProbe } from './probe-queue.ts'

/** A subnet behind a relay, found by the relay's address (giaddr, RFC 2131 section 4.3.1). */
export interface RelayedSubnet {
  netmask: string
  range: AddressRange
  router?: string
  dns?: readonly string[]
}

interface CommonOptions {
  /** UDP port 67, bound to the one chosen interface. The server closes it when it stops. */
  port: DatagramPort
  /** The station's own address on that interface. */
  serverAddress: string
  netmask: string
  policy: BootPolicy
  /** Must not throw. */
  onEvent: (event: DhcpEvent) => void
  /** Milliseconds since the epoch; `Date.now` when absent. */
  clock?: () => number
  /** How long a Pi 3 waits for its answer (see `discover.ts`); 2000 when absent. */
  piThreeDelayMilliseconds?: number
}

/** Gives addresses: the only DHCP server of its network. */
export interface LeasingOptions extends CommonOptions {
  mode: 'server'
  range: AddressRange
  leaseSeconds: number
  leaseStore: LeaseStore
  router?: string
  dns?: readonly string[]
  domainName?: string
  reservations?: readonly Reservation[]
  relayedSubnets?: readonly RelayedSubnet[]
  /** Absent: addresses are offered unchecked. */
  probe?: AddressProbe
  offerSeconds?: number
  quarantineSeconds?: number
}

/** Adds boot settings beside another DHCP server and never gives an address. */
export interface ProxyOptions extends CommonOptions {
  mode: 'proxy'
  /** UDP port 4011 on the same interface. */
  proxyPort: DatagramPort
}

export type DhcpServerOptions = LeasingOptions | ProxyOptions

/** Settings that cannot work; the message says which and what to do. */
export class DhcpSettingsError extends Error {
  readonly code = 'dhcp-settings'
}

/** 65,536 addresses: a whole /16. */
const largestRange = 65_536

/** Throws a DhcpSettingsError when the settings contradict themselves. */
export function checkSettings(options: DhcpServerOptions): void {
  checkAddress(options.serverAddress, 'The station’s address')
  checkNetmask(options.netmask)
  if (options.mode === 'proxy') return
  checkRange(options.range, options.netmask)
  if (!isSameSubnet(options.range.first, options.serverAddress, options.netmask)) {
    throw new DhcpSettingsError(
      `The addresses ${options.range.first} to ${options.range.last} are not in the station’s own network ` +
        `(${options.serverAddress}, netmask ${options.netmask}). Choose a range inside it.`,
    )
  }
  for (const relayed of options.relayedSubnets ?? []) {
    checkNetmask(relayed.netmask)
    checkRange(relayed.range, relayed.netmask)
  }
  for (const { address } of options.reservations ?? []) {
    checkAddress(address, 'A reserved address')
  }
  if (!Number.isInteger(options.leaseSeconds) || options.leaseSeconds < 1) {
    throw new DhcpSettingsError('The lease time must be a whole number of seconds, at least 1.')
  }
}

/** Addresses of a subnet that no client may get. */
export function neverLeased(serverAddress: string, member: string, netmask: string): string[] {
  return [serverAddress, subnetAddress(member, netmask), subnetBroadcast(member, netmask)]
}

function checkAddress(address: string, what: string): void {
  if (parseIpv4(address) === undefined) {
    throw new DhcpSettingsError(`${what}, “${address}”, is no IPv4 address like 10.20.50.1.`)
  }
}

function checkNetmask(netmask: string): void {
  checkAddress(netmask, 'The netmask')
  const hostBits = ~ipv4Number(netmask) >>> 0
  if ((hostBits & (hostBits + 1)) !== 0) {
    throw new DhcpSettingsError(`The netmask ${netmask} has gaps. Use one like 255.255.255.0.`)
  }
}

function checkRange({ first, last }: AddressRange, netmask: string): void {
  checkAddress(first, 'The first address of the range')
  checkAddress(last, 'The last address of the range')
  const size = ipv4Number(last) - ipv4Number(first) + 1
  if (size < 1 || size > largestRange || !isSameSubnet(first, last, netmask)) {
    throw new DhcpSettingsError(
      `The range ${first} to ${last} cannot be used: it must run upwards, stay in one network and hold ` +
        `at most ${largestRange} addresses.`,
    )
  }
}

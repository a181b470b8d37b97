import type { Settings } from '../../contract/settings.ts'
import type { BenchPlace } from '../platform/bench-sockets.ts'
import type { AddressRange, Reservation } from '../protocols/dhcp/lease-table.ts'

/** The C programs that serving needs, by their paths. */
export type BenchPrograms = {
  readonly brokerPath: string
  readonly moverPath: string
  /** initramfs/provisioning-client.sh, the agent of drives; absent where it is not installed. */
  readonly clientPath?: string
}

/** Where and how a bench is served: the settings of a person, with the programs that do it. */
export type BenchSettings = {
  readonly place: BenchPlace
  readonly prefixLength: number
  readonly range: AddressRange
  readonly reservations: readonly Reservation[]
  /** `proxy`: another server gives the addresses, we add where to boot from. `off`: boards are sent here by other means. */
  readonly dhcp: 'server' | 'proxy' | 'off'
  readonly leaseSeconds: number
  /** Put the address on the network port, and take it off at the end. */
  readonly assignAddress: boolean
  /** Boards reach the internet through the network port with the default route; off when absent, as the two below. */
  readonly internetForBoards?: boolean
  /** Answer DNS questions for the names of boards. */
  readonly namesForBoards?: boolean
  /** Serve agents on link-local and unique local addresses too. */
  readonly ipv6?: boolean
}

/** The bench that checked settings describe; null while no network port is chosen. */
export function benchOfSettings(
  settings: Settings,
  programs: BenchPrograms,
  reservations: readonly Reservation[],
): BenchSettings | null {
  const { interfaceName, address, httpPort } = settings
  if (interfaceName === null) return null
  return {
    place: { kind: 'interface', interfaceName, address, httpPort, ...programs },
    prefixLength: settings.prefixLength,
    range: { first: settings.rangeFirst, last: settings.rangeLast },
    reservations,
    dhcp: settings.dhcp,
    leaseSeconds: settings.leaseSeconds,
    assignAddress: settings.assignAddress,
    internetForBoards: settings.internetForBoards,
    namesForBoards: settings.namesForBoards,
    ipv6: settings.ipv6,
  }
}

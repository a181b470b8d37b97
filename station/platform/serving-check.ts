import type { NetworkInterface } from './network-interfaces.ts'

export type ServingRefusalCode =
  | 'no-such-interface'
  | 'loopback'
  | 'default-route'
  | 'down'
  | 'no-address'

/** A reason in plain words, for a person who wants to go on. */
export interface ServingReason {
  readonly what: string
  readonly why: string
  readonly next: string
}

export type ServingWarningCode = 'no-link' | 'wireless' | 'shared-subnet'

export interface ServingWarning extends ServingReason {
  readonly code: ServingWarningCode
}

export type ServingCheck =
  | {
      readonly kind: 'ok'
      readonly networkInterface: NetworkInterface
      readonly warnings: readonly ServingWarning[]
    }
  | ({ readonly kind: 'refused'; readonly code: ServingRefusalCode } & ServingReason)

export interface ServingRequest {
  readonly interfaceName: string
  /** The station's own IPv4 address, which boards are told. */
  readonly address: string
  /** For tests and demos that have no network port. */
  readonly allowLoopback?: boolean
}

/**
 * May DHCP and TFTP be served on this interface? Refuses where an answer could reach a network
 * that is not a bench (design invariant 2), and where no board could reach the station.
 */
export function checkInterfaceForServing(
  interfaces: readonly NetworkInterface[],
  request: ServingRequest,
): ServingCheck {
  const found = interfaces.find((entry) => entry.name === request.interfaceName)
  if (found === undefined) return missing(interfaces, request.interfaceName)
  const refusal = refuse(found, request)
  if (refusal !== null) return { kind: 'refused', ...refusal }
  return { kind: 'ok', networkInterface: found, warnings: warn(interfaces, found, request) }
}

type Refusal = { readonly code: ServingRefusalCode } & ServingReason

function refuse(found: NetworkInterface, request: ServingRequest): Refusal | null {
  const { name } = found
  if (found.isLoopback && request.allowLoopback !== true) {
    return {
      code: 'loopback',
      what: `The station was not started on ${name}.`,
      why: 'It is the loopback interface, which no cable leads to.',
      next: 'Choose the network port that the boards are plugged into.',
    }
  }
  if (found.hasDefaultRoute) {
    return {
      code: 'default-route',
      what: `The station was not started on ${name}.`,
      why: 'This port has a default route, so it leads to a network with other computers, and handing out addresses there would disturb them.',
      next: 'Choose a spare port that leads only to the boards, or remove its default route if it does.',
    }
  }
  if (!found.isUp) {
    return {
      code: 'down',
      what: `The station was not started on ${name}.`,
      why: 'The port is switched off.',
      next: `Switch it on in the network settings or with 'ip link set ${name} up', then try again.`,
    }
  }
  if (!found.addresses.some((entry) => entry.address === request.address)) {
    const present = found.addresses.map((entry) => entry.address).join(', ') || 'no address'
    return {
      code: 'no-address',
      what: `The station was not started on ${name}.`,
      why: `The port does not have the station's address ${request.address}; it has ${present}.`,
      next: `Let the station assign ${request.address} to the port, or choose an address that it has.`,
    }
  }
  return null
}

function missing(interfaces: readonly NetworkInterface[], name: string): ServingCheck {
  const names = interfaces.map((entry) => entry.name).join(', ')
  return {
    kind: 'refused',
    code: 'no-such-interface',
    what: `The station was not started on ${name}.`,
    why: 'This computer has no such network port now.',
    next: `Plug it in, or choose one of: ${names}.`,
  }
}

function warn(
  interfaces: readonly NetworkInterface[],
  found: NetworkInterface,
  request: ServingRequest,
): ServingWarning[] {
  const warnings: ServingWarning[] = []
  if (!found.hasLink) {
    warnings.push({
      code: 'no-link',
      what: `The port ${found.name} has no link.`,
      why: 'No cable is plugged in, or the switch at its other end is off.',
      next: 'Plug in the cable and power the switch; the station goes on by itself.',
    })
  }
  if (found.isWireless) {
    warnings.push({
      code: 'wireless',
      what: `The port ${found.name} is a radio.`,
      why: 'Raspberry Pi boards boot over Ethernet only.',
      next: 'Use a cabled port unless an access point leads to the boards.',
    })
  }
  const twin = interfaces.find((entry) => entry !== found && carries(entry, found, request.address))
  if (twin !== undefined) {
    warnings.push({
      code: 'shared-subnet',
      what: `The ports ${found.name} and ${twin.name} carry the same subnet.`,
      why: `The station answers on ${found.name} only, but other programs on this computer cannot tell the two apart.`,
      next: `Choose another address for the station, or unplug ${twin.name}, if boards do not answer.`,
    })
  }
  return warnings
}

function carries(entry: NetworkInterface, found: NetworkInterface, address: string): boolean {
  const prefix = found.addresses.find((own) => own.address === address)?.prefixLength ?? 32
  return entry.addresses.some(
    (other) =>
      other.family === 'ipv4' &&
      sharePrefix(other.address, address, Math.min(prefix, other.prefixLength)),
  )
}

function sharePrefix(first: string, second: string, prefixLength: number): boolean {
  const mask = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0
  return ((toNumber(first) ^ toNumber(second)) & mask) === 0
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

import { createHash } from 'node:crypto'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { NetworkInterface } from '../platform/network-interfaces.ts'
import type { BenchSettings } from './bench-settings.ts'
import type { PortRequest } from './port-addressing.ts'

/**
 * What the bench's network port must have; null when nobody is to touch it, refused when boards are to reach an internet
 * that this computer has not.
 */
export function portRequestOf(
  bench: BenchSettings,
  interfaceName: string,
  interfaces: readonly NetworkInterface[],
  uniqueLocalAddress: string,
): { readonly kind: 'ok'; readonly request: PortRequest | null } | Refusal {
  const through = bench.internetForBoards === true ? findInternetPort(interfaces) : null
  if (through === undefined) {
    return refusal(
      'no-internet-port',
      'Boards are to reach the internet, but no network port of this computer has a default route. Connect this computer to the internet, or switch "internet for boards" off.',
    )
  }
  const address6 = bench.ipv6 === true ? uniqueLocalAddress : null
  if (!bench.assignAddress && address6 === null && through === null)
    return { kind: 'ok', request: null }
  const { place, prefixLength } = bench
  return {
    kind: 'ok',
    request: {
      interfaceName,
      address: place.address,
      prefixLength,
      address6,
      internetThrough: through,
    },
  }
}

function findInternetPort(interfaces: readonly NetworkInterface[]): string | undefined {
  return interfaces.find((entry) => entry.hasDefaultRoute && entry.isUp)?.name
}

/**
 * The station's unique local IPv6 address (RFC 4193 section 3.1): fd, 40 bits that are this station's own, subnet 1,
 * host 1. The 40 bits are a hash of the public key, which is kept in the data folder and is nobody else's, so that the
 * address is the same at each start (section 3.2 asks for bits that are not likely to be anybody else's).
 */
export function uniqueLocalAddressOf(publicKeyPem: string): string {
  const hash = createHash('sha256').update(`bootbench ula ${publicKeyPem}`).digest('hex')
  return `fd${hash.slice(0, 2)}:${hash.slice(2, 6)}:${hash.slice(6, 10)}:1::1`.replace(
    /:0+(?=[0-9a-f])/g,
    ':',
  )
}

import type { ClientIdentity } from '../protocols/dhcp/pi-identity.ts'

/** A program that runs before any operating system; only that can be told what to boot. */
export function isFirmware(identity: ClientIdentity): boolean {
  return identity.kind !== 'linux' && identity.kind !== 'other'
}

/** How long a lease runs (RFC 2131 section 4.3.1). */
import type { DhcpPacket } from './packet.ts'

/** Shorter wishes are not granted: a client must not make us work every second. */
const shortestWish = 60

/** What the client asks for (option 51), but never more than the station gives. */
export function leaseSecondsFor(packet: DhcpPacket, longest: number): number {
  const wish = packet.options.leaseSeconds ?? longest
  return Math.min(longest, Math.max(wish, shortestWish))
}

import type { DhcpEvent } from './protocols/dhcp/events.ts'

/** What the station needs done about an event of its DHCP server. */
export type DhcpHandlers = {
  readonly addressGiven: (hardwareAddress: string, address: string) => void
  readonly foreignServer: (serverAddress: string) => void
  readonly warn: (id: string, message: string) => void
}

/** Tells the parts what an event of the DHCP server means for them. */
export function handleDhcpEvent(event: DhcpEvent, handlers: DhcpHandlers): void {
  const isGiven = event.kind === 'acked' || (event.kind === 'offered' && isPiThree(event))
  if (isGiven) handlers.addressGiven(event.client.hardwareAddress, event.address)
  if (event.kind === 'foreign-server') handlers.foreignServer(event.serverAddress)
  const warning = dhcpWarning(event)
  if (warning !== null) handlers.warn(warning.id, warning.message)
}

/** The boot ROM of a Pi 3 never asks for what it was offered (firmware#1699): it just uses it. */
function isPiThree(event: Extract<DhcpEvent, { kind: 'offered' }>): boolean {
  const { identity } = event.client
  return identity.kind === 'raspberry-pi' && identity.generation === 3
}

function dhcpWarning(event: DhcpEvent): { id: string; message: string } | null {
  switch (event.kind) {
    case 'pool-full':
      return {
        id: 'pool-full',
        message: `No address is left between ${event.first} and ${event.last}, so ${event.client.hardwareAddress} got no answer. Give the station a larger range, or take boards off the bench and wait until their leases end.`,
      }
    case 'address-in-use':
      return {
        id: `address-in-use-${event.address}`,
        message: `${event.address} is used by a computer that did not get it from this station, so it is not given to boards. Give that computer another address.`,
      }
    case 'failed':
      return {
        id: `dhcp-${event.what}`,
        message: `The address server had a fault: ${event.message}. Look into the log of the station.`,
      }
    default:
      return null
  }
}

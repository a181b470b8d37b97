/** What the product is told of a client and what it decides. The DHCP server itself knows nothing of jobs. */
import type { DhcpMessageType } from './options.ts'
import type { ClientIdentity } from './pi-identity.ts'

export interface SeenClient {
  hardwareAddress: string
  identity: ClientIdentity
  messageType: DhcpMessageType
  transactionId: number
  /** secs (RFC 2131 section 2): how long the client had been asking when it sent this. */
  secondsAsking: number
  /** The lease table's name for the client. */
  clientKey: string
  hostName?: string
  /** The address the client has or asks for. */
  address?: string
  /** The relay's address, when the packet came through one. */
  relayAddress?: string
}

export type BootDecision =
  | { kind: 'ignore' }
  /** An address and nothing to boot from: "boot local". */
  | { kind: 'address-only' }
  /**
   * An address and where to boot from. `bootFile` is a TFTP name, or a URL for HTTP clients; Raspberry
   * Pis ignore it (firmware#1850).
   */
  | { kind: 'netboot'; bootFile?: string }

/** Asked once per transaction. Must return at once and not throw. */
export type BootPolicy = (client: SeenClient) => BootDecision

/** What the DHCP server tells the station, so that a person can see why a board gets an address or does not. */
import type { BootDecision, SeenClient } from './boot-policy.ts'

/** Why a message got no answer. */
export type IgnoredReason =
  | 'policy'
  | 'no-message-type'
  | 'not-ethernet'
  | 'unexpected-message'
  | 'for-another-server'
  | 'unknown-relay'
  | 'no-record-of-the-address'
  | 'wrong-subnet'
  | 'nothing-to-boot-in-proxy-mode'
  | 'proxy-mode'
  | 'too-many-at-once'

export type DhcpEvent =
  | { kind: 'discover'; client: SeenClient }
  | { kind: 'offered'; client: SeenClient; address: string; decision: BootDecision['kind'] }
  | { kind: 'proxy-answered'; client: SeenClient }
  | {
      kind: 'acked'
      client: SeenClient
      address: string
      leaseSeconds: number
      decision: BootDecision['kind']
    }
  | { kind: 'nak'; client: SeenClient; address: string; reason: string }
  | { kind: 'declined'; client: SeenClient; address: string }
  | { kind: 'released'; client: SeenClient; address: string }
  | { kind: 'informed'; client: SeenClient; address: string }
  | { kind: 'ignored'; hardwareAddress: string; reason: IgnoredReason }
  /** No address is left for this client: it hears nothing from us. */
  | { kind: 'pool-full'; client: SeenClient; first: string; last: string }
  /** Somebody answered the probe for an address we were about to offer. */
  | { kind: 'address-in-use'; client: SeenClient; address: string }
  /** Another DHCP server is at work on this network. */
  | { kind: 'foreign-server'; serverAddress: string; hardwareAddress: string }
  | { kind: 'bad-packet'; reason: string; from: string }
  /** RFC 3046 section 2.2: the relay's information did not fit and was left out of the answer. */
  | { kind: 'options-omitted'; hardwareAddress: string; codes: number[] }
  /** Something of ours failed; `message` is the error's own text. */
  | { kind: 'failed'; what: 'probe' | 'send' | 'handler'; message: string }

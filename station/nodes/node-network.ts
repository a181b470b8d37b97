import { probeAddress } from '../platform/address-probe.ts'
import { holdInterface } from '../platform/broker-hold.ts'
import { readNetworkManagerState } from '../platform/network-manager.ts'

/** The cable to one node: which interface, and the addresses of its two ends. */
export type LineEnds = {
  readonly interfaceName: string
  readonly station: string
  readonly node: string
}

export type HeldLine = {
  readonly kind: 'held'
  readonly release: () => Promise<unknown>
  /** Resolves when it is not held any more, also when that came from outside; never rejects. */
  readonly ended: Promise<unknown>
}

export type LineRefusal = {
  readonly kind: 'refused'
  readonly code: string
  readonly message: string
}

/** What nodes need of this computer's network; simulated nodes have their own. */
export type NodeNetwork = {
  /** Puts the station's end on the interface, for as long as it is not released and this process lives. */
  hold(line: LineEnds): Promise<HeldLine | LineRefusal>
  /** Does this address answer on this interface? */
  answers(interfaceName: string, address: string): Promise<boolean>
}

/** This computer's own network: the broker holds the line, ARP or ping asks. */
export function createNodeNetwork(brokerPath: string): NodeNetwork {
  return {
    hold: async ({ interfaceName, station, node }) => {
      if ((await readNetworkManagerState(interfaceName)) === 'managed') {
        return managed(interfaceName)
      }
      return holdInterface({
        brokerPath,
        interfaceName,
        address: { address: station, prefixLength: 32 },
        peer: node,
      })
    },
    answers: async (interfaceName, address) =>
      (await probeAddress({ interfaceName, address })).kind === 'in-use',
  }
}

function managed(interfaceName: string): LineRefusal {
  return {
    kind: 'refused',
    code: 'node-network-manager',
    message: `NetworkManager looks after ${interfaceName} and would take the station's address off it. Install the udev rules (the doctor does it) and plug the node in again, or run "sudo nmcli device set ${interfaceName} managed no".`,
  }
}

import { BlockList } from 'node:net'
import { probeAddress } from '../platform/address-probe.ts'
import { holdInterface } from '../platform/broker-hold.ts'
import {
  type InterfaceAddress,
  listNetworkInterfaces,
  type NetworkInterface,
} from '../platform/network-interfaces.ts'
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
      const list = await listNetworkInterfaces()
      const owner = list.kind === 'ok' ? networkOf(node, interfaceName, list.interfaces) : null
      if (owner !== null) return taken(node, owner)
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

/**
 * Another interface that leads to the network in which this address is: the line would take the address away from a computer there. Wide
 * networks (shorter than 24) don't count: those of containers reach over the plan of nodes and have nobody in it.
 */
export function networkOf(
  address: string,
  interfaceName: string,
  interfaces: readonly Pick<NetworkInterface, 'name' | 'addresses'>[],
): string | null {
  const hides = ({ family, address: own, prefixLength }: InterfaceAddress): boolean => {
    if (family !== 'ipv4' || prefixLength < 24 || prefixLength > 31) return false
    const network = new BlockList()
    network.addSubnet(own, prefixLength)
    return network.check(address)
  }
  return (
    interfaces.find(({ name, addresses }) => name !== interfaceName && addresses.some(hides))
      ?.name ?? null
  )
}

function taken(node: string, owner: string): LineRefusal {
  return {
    kind: 'refused',
    code: 'node-network-taken',
    message: `The address ${node} belongs to the network behind ${owner}, so the station does not take it for a node: a computer there could not be reached any more. Use the node's console, or give that network other addresses.`,
  }
}

function managed(interfaceName: string): LineRefusal {
  return {
    kind: 'refused',
    code: 'node-network-manager',
    message: `NetworkManager looks after ${interfaceName} and would take the station's address off it. Install the udev rules (the doctor does it) and plug the node in again, or run "sudo nmcli device set ${interfaceName} managed no".`,
  }
}

import type { Node } from './node.ts'

// The addresses of Pi Zeros as clusterhat-image gives them (build/tools/create-interfaces.sh, etc/dhcpcd.conf there): node X has
// 172.19.181.X once it is set up, every node that is not has .253, the controller has .254. A node without an SD card boots from
// 172.19.180.254 on VLAN 10, as 172.19.180.X.

const mostNodes = 252

/** What every node answers at that was not given its number, or got no address from anybody. */
export const unconfiguredNodeAddress = '172.19.181.253'

/** Where Raspberry Pi's own gadget (rpi-usb-gadget, 2e8a:0013) is, in a network of its own with prefix length 28. */
export const raspberryPiGadgetAddress = '10.12.194.1'

/** The two ends of the cable to one node: nothing else is reached through it. */
export type NodeLine = { readonly station: string; readonly node: string }

/** What a USB gadget says of itself; it may lie. */
type GadgetWords = {
  readonly vendorId: number
  readonly productId: number
  readonly serial: string
}

/** The number of a ClusterCTRL node (3171:0020 to 0025), which is its gadget's serial number; null for everything else. */
export function nodeNumberOf({ vendorId, productId, serial }: GadgetWords): number | null {
  const isNode = vendorId === 0x3171 && productId >= 0x0020 && productId <= 0x0025
  if (!isNode || !/^\d{1,3}$/.test(serial)) return null
  const number = Number(serial)
  return number >= 1 && number <= mostNodes ? number : null
}

export function nodeLine(number: number): NodeLine {
  return { station: '172.19.181.254', node: `172.19.181.${number}` }
}

/** Where a node without an SD card has its root file system from, on VLAN 10. */
export function cardlessAddress(number: number): string {
  return `172.19.180.${number}`
}

/** What reaching one node by network changes on the station's computer. */
export type NodePlanStep = {
  readonly usbPath: string
  readonly name: string
  readonly place: string
  readonly station: string
  readonly node: string
  /** The commands that do the same by hand, and take it back. */
  readonly command: string
  readonly undo: string
}

/**
 * The lines that the station sets up to these nodes once a person says so, in their order. Nodes without a number, without a network, or
 * with a number that is not theirs alone have none.
 */
export function nodePlan(nodes: readonly Node[]): readonly NodePlanStep[] {
  return nodes.flatMap((node) => {
    const number = /^p(\d{1,3})$/.exec(node.name)?.[1]
    const place = node.networkInterface
    if (node.kind !== 'cluster-ctrl' || number === undefined || place === null) return []
    const line = nodeLine(Number(number))
    const words = `${line.station} peer ${line.node} dev ${place}`
    return {
      usbPath: node.usbPath,
      name: node.name,
      place,
      ...line,
      command: `sudo ip address add ${words}`,
      undo: `sudo ip address delete ${words}`,
    }
  })
}

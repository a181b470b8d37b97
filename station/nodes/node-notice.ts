import type { Node } from '../../contract/node.ts'
import {
  cardlessAddress,
  nodeLine,
  raspberryPiGadgetAddress,
  unconfiguredNodeAddress,
} from '../../contract/node-plan.ts'
import type { FoundNode } from './describe-nodes.ts'
import type { LineState } from './node-lines.ts'

/** The one thing about a node that a person should know first: what happened, why, and what to do next. */
export function noticeOf(node: FoundNode, line: LineState): Node['notice'] {
  if (node.isDuplicate) return duplicate(node)
  if (node.lacksDriver) return noDriver(node)
  if (node.kind === 'raspberry-pi-gadget') return ownNetwork(node)
  if (node.number === null || line.kind === 'unknown') return null
  if (line.kind === 'refused') return { code: line.code, message: line.message }
  if (line.address === null) return silent(node, node.number)
  if (line.address === unconfiguredNodeAddress) return unconfigured(node, node.number)
  if (line.address === cardlessAddress(node.number)) return withoutCard(node)
  return null
}

function duplicate({ number, usbPath }: FoundNode): Node['notice'] {
  return {
    code: 'node-duplicate',
    message: `More than one node says that it is p${number}; this one is on USB port ${usbPath}. Two cards were written from one image, or one was copied: give this node another number on its boot partition (the word "init=/usr/sbin/reconfig-clusterctrl pX" in cmdline.txt), and start it again. Until then no address is put on its cable.`,
  }
}

function noDriver({ usbPath }: FoundNode): Node['notice'] {
  return {
    code: 'node-no-driver',
    message: `This computer has no driver for a part of the node on USB port ${usbPath}, so its console or its network is missing. The kernel's modules cdc_acm, cdc_ncm, cdc_ether and rndis_host are what nodes need: "sudo modprobe -a cdc_acm cdc_ncm cdc_ether rndis_host", or a kernel that has them.`,
  }
}

function ownNetwork({ network }: FoundNode): Node['notice'] {
  const place = network?.name ?? 'its interface'
  return {
    code: 'node-own-network',
    message: `This is Raspberry Pi's own gadget: it is ${raspberryPiGadgetAddress} in a network of its own (prefix 28) and gives this computer an address there itself. Let the operating system ask for one on ${place}; the station puts none on it. Only one such Pi can be reached at a time, because all have the same network, and it has no serial port unless its image adds one.`,
  }
}

function silent({ name, isWithoutCard }: FoundNode, number: number): Node['notice'] {
  const { node } = nodeLine(number)
  const cardless = isWithoutCard ? ` or ${cardlessAddress(number)}` : ''
  return {
    code: 'node-silent',
    message: `${name} does not answer at ${node}${cardless}, nor at ${unconfiguredNodeAddress}, where nodes are that were never set up. It may still be starting, or have another address: look at its console ("ip address show usb0").`,
  }
}

function unconfigured({ name, network }: FoundNode, number: number): Node['notice'] {
  const { node } = nodeLine(number)
  return {
    code: 'node-unconfigured',
    message: `${name} answers at ${unconfiguredNodeAddress}, as nodes do that were never set up; the plan has ${node} for it. Add "init=/usr/sbin/reconfig-clusterctrl ${name}" to its cmdline.txt and start it again. Until then: ping -I ${network?.name ?? 'INTERFACE'} ${unconfiguredNodeAddress}.`,
  }
}

function withoutCard({ name }: FoundNode): Node['notice'] {
  return {
    code: 'node-without-card',
    message: `${name} has no SD card: its root file system comes over VLAN 10 (172.19.180.X) from a ClusterCTRL controller, and the station only sees that it is there. Use its console, or the controller.`,
  }
}

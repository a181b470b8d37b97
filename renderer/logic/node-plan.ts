import type { Node } from '../../contract/node.ts'
import { lineTo } from '../../contract/node-plan.ts'

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

/** The lines that the station sets up to these nodes once a person says so, in their order. */
export function nodePlan(nodes: readonly Node[]): readonly NodePlanStep[] {
  return nodes.flatMap((node) => {
    const line = lineTo(node)
    const place = node.networkInterface
    if (line === null || place === null) return []
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

export type NodeState = 'reached' | 'attention' | 'found'

/** A node in one word: something to look at comes first. */
export function nodeState({ notice, address }: Node): NodeState {
  if (notice !== null) return 'attention'
  return address === null ? 'found' : 'reached'
}

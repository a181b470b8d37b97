import type { SpanningTree } from './bench-knowledge.ts'

/**
 * What a person should know about a switch that runs spanning tree, and what to do. A port that just got its link
 * listens and learns for one forward delay each before it forwards (IEEE 802.1D-2004 section 17.20.4, default 15 s each); a board's
 * firmware asks for an address meanwhile and may give up.
 */
export function spanningTreeWords(tree: SpanningTree): {
  readonly what: string
  readonly next: string
} {
  const seconds = 2 * tree.forwardDelaySeconds
  const protocol = tree.rapid ? 'rapid spanning tree (RSTP)' : 'spanning tree (STP)'
  const rapid = tree.rapid ? ' unless it is told that the port is an edge' : ''
  return {
    what: `The switch runs ${protocol} on this port. After each link it holds a port for ${seconds} seconds${rapid}; boards ask for an address in this time, hear nothing, and may give up.`,
    next: 'Tell the switch that the ports of boards and of this computer are edge ports (Cisco: "spanning-tree portfast", others: "edge port" or "admin edge"), switch spanning tree off for them, or use a plain switch.',
  }
}

/** The switch at the other end of the bench's cable, as its spanning-tree packets tell (IEEE 802.1D-2004). */
export type SpanningTree = {
  /** When its last packet came: milliseconds since 1970. */
  readonly seenAt: number
  /** How long the switch stays in each of the states before it forwards; twice this passes after a link. */
  readonly forwardDelaySeconds: number
  /** It speaks the rapid protocol, which forwards sooner where it is told that the port is an edge. */
  readonly rapid: boolean
  /** What the switch's port does, where its packets tell it (rapid protocol only). */
  readonly portState: 'discarding' | 'learning' | 'forwarding' | null
}

/** What was heard on the bench's network port while it is served. */
export type BenchKnowledge = {
  readonly spanningTree: SpanningTree | null
  /** The last search for another DHCP server; null before the first one. */
  readonly lastSearch: { readonly at: number; readonly foundServer: string | null } | null
}

export const nothingHeard: BenchKnowledge = { spanningTree: null, lastSearch: null }

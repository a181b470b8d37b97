import type { Refusal } from '../../contract/errors.ts'
import type { WatchEvent } from '../platform/broker-watch.ts'
import { type ConfigurationBpdu, decodeBpduFrame } from '../protocols/spanning-tree/bpdu.ts'
import type { BenchKnowledge, SpanningTree } from './bench-knowledge.ts'
import type { ForeignDhcpSearch } from './foreign-dhcp-search.ts'

/** What the watch tells about the served port. */
export type BenchWatchListeners = {
  /** Another DHCP server answered. */
  readonly onForeignServer: (serverAddress: string) => void
  /** A switch with spanning tree is at the other end; told when it is heard first and when it changes its times. */
  readonly onSpanningTree: (tree: SpanningTree) => void
  /** Each BPDU, for the record of the traffic. */
  readonly onBpdu: (bpdu: { frame: Uint8Array; at: number; summary: string }) => void
  /** The port is gone, or can't be watched any more. */
  readonly onEnd: (refused: Refusal) => void
  readonly log: (message: string) => void
}

export type BenchWatch = {
  readonly kind: 'watching'
  readonly knowledge: () => BenchKnowledge
  stop(): Promise<void>
}

/** Listens to a port until it is stopped: station/platform/broker-watch.ts. */
export type Listen = (
  onEvent: (event: WatchEvent) => void,
) => Promise<
  | { readonly kind: 'watching'; stop(): Promise<unknown>; readonly ended: Promise<WatchOver> }
  | Refusal
>
type WatchOver = { readonly kind: 'stopped' } | Refusal

/** So often another DHCP server is looked for without any reason. */
export const searchIntervalMs = 5 * 60 * 1000

/** Without a packet for so long (thirty hello times of IEEE 802.1D), the switch no longer runs spanning tree, or is another one. */
const spanningTreeForgottenMs = 60_000
/** Behind the two forward delays, until a switch surely forwards. */
const forwardingMarginMs = 500

/**
 * Watches the served port: looks for another DHCP server at each new link and every `intervalMs`, and listens to the
 * switch. `search` is null where another server is expected (DHCP by proxy, or none).
 */
export async function startBenchWatch(options: {
  readonly listen: Listen
  readonly search: (() => Promise<ForeignDhcpSearch>) | null
  readonly intervalMs?: number
  readonly clock: () => number
  readonly listeners: BenchWatchListeners
}): Promise<BenchWatch | Refusal> {
  const { listeners, clock } = options
  let knowledge: BenchKnowledge = { spanningTree: null, lastSearch: null }
  let wasUp: boolean | null = null
  let isStopped = false
  let later: NodeJS.Timeout | undefined
  const searcher = createSearcher(options.search, (foundServer) => {
    if (isStopped) return
    knowledge = { ...knowledge, lastSearch: { at: clock(), foundServer } }
    if (foundServer !== null) listeners.onForeignServer(foundServer)
  })
  const hear = (frame: Uint8Array, at: number): void => {
    const decoded = decodeBpduFrame(frame)
    if (decoded.kind === 'bad') {
      listeners.log(`network: a bad BPDU: ${decoded.reason}`)
      return
    }
    const { bpdu } = decoded
    if (bpdu.kind !== 'configuration') {
      listeners.onBpdu({ frame, at, summary: 'topology change' })
      return
    }
    listeners.onBpdu({ frame, at, summary: summarize(bpdu) })
    const before = knowledge.spanningTree
    const tree = toSpanningTree(bpdu, at)
    knowledge = { ...knowledge, spanningTree: tree }
    if (before?.forwardDelaySeconds !== tree.forwardDelaySeconds || before.rapid !== tree.rapid)
      listeners.onSpanningTree(tree)
  }
  const watch = await options.listen((event) => {
    if (event.kind === 'bpdu') return hear(event.frame, event.at)
    // The first event tells how the link is: a search was just made before serving began.
    const isNew = event.up && wasUp === false
    wasUp = event.up
    if (!isNew) return
    searcher.search()
    // The switch holds the question back for so long, and the answers too.
    const tree = knowledge.spanningTree
    clearTimeout(later)
    if (tree !== null) {
      const heldBackMs = 2 * tree.forwardDelaySeconds * 1000
      later = setTimeout(searcher.search, heldBackMs + forwardingMarginMs)
    }
  })
  if (watch.kind === 'refused') return watch
  void watch.ended.then((end) => {
    if (!isStopped && end.kind === 'refused') listeners.onEnd(end)
  })
  const timer = setInterval(searcher.search, options.intervalMs ?? searchIntervalMs)
  return {
    kind: 'watching',
    knowledge: () => forgetOld(knowledge, clock()),
    stop: async () => {
      isStopped = true
      clearInterval(timer)
      clearTimeout(later)
      await watch.stop()
    },
  }
}

function forgetOld(knowledge: BenchKnowledge, now: number): BenchKnowledge {
  const { spanningTree } = knowledge
  const isOld = spanningTree !== null && now - spanningTree.seenAt > spanningTreeForgottenMs
  return isOld ? { ...knowledge, spanningTree: null } : knowledge
}

/** One search at a time; a wish that comes during one is met by another one behind it. */
function createSearcher(
  search: (() => Promise<ForeignDhcpSearch>) | null,
  onResult: (foundServer: string | null) => void,
): { search: () => void } {
  let isRunning = false
  let isWanted = false
  const run = async (): Promise<void> => {
    if (search === null) return
    isWanted = true
    if (isRunning) return
    isRunning = true
    try {
      while (isWanted) {
        isWanted = false
        const result = await search()
        // One that could not ask (the cable is out) tells nothing; the next link asks again.
        if (result.kind !== 'refused')
          onResult(result.kind === 'answered' ? result.serverAddress : null)
      }
    } finally {
      isRunning = false
    }
  }
  return { search: () => void run() }
}

function toSpanningTree(bpdu: ConfigurationBpdu, at: number): SpanningTree {
  return {
    seenAt: at,
    forwardDelaySeconds: bpdu.forwardDelaySeconds,
    rapid: bpdu.rapid !== null,
    portState: bpdu.rapid?.portState ?? null,
  }
}

function summarize(bpdu: ConfigurationBpdu): string {
  const name = bpdu.rapid === null ? 'STP' : 'RSTP'
  const state = bpdu.rapid === null ? '' : `, port ${bpdu.rapid.portState}`
  return `${name} root ${bpdu.root.mac}, bridge ${bpdu.bridge.mac} port ${bpdu.port.number}, forward delay ${bpdu.forwardDelaySeconds} s${state}`
}

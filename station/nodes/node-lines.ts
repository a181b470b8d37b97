import { cardlessAddress, nodeLine, unconfiguredNodeAddress } from '../../contract/node-plan.ts'
import type { FoundNode } from './describe-nodes.ts'
import type { HeldLine, LineEnds, LineRefusal, NodeNetwork } from './node-network.ts'

/** How the network to a node is. */
export type LineState =
  /** Nobody wants it, or the first question is still on its way. */
  | { readonly kind: 'unknown' }
  | LineRefusal
  /** `address` answers; null: none of those that were asked. */
  | { readonly kind: 'asked'; readonly address: string | null }

/** The lines that are held now. */
export type NodeLines = {
  /** From now on exactly these nodes are to be reached: others are given back. */
  want(nodes: readonly FoundNode[]): void
  stateOf(usbPath: string): LineState
  /** Gives back every line. */
  stop(): Promise<void>
}

/** How often a node that answered is asked again, and a refused line is tried again; a silent one three times as often. Milliseconds. */
const usualPause = 15_000

type Line = {
  readonly key: string
  readonly end: AbortController
  readonly ended: Promise<void>
  state: LineState
}

/** Holds the lines to nodes and asks where they answer; `onChanged` when something about one is new. */
export function createNodeLines(needs: {
  readonly network: NodeNetwork
  readonly onChanged: () => void
  readonly pause?: number
}): NodeLines {
  const { network, onChanged, pause = usualPause } = needs
  const lines = new Map<string, Line>()
  const leaving = new Set<Promise<void>>()

  function begin(usbPath: string, { key, ends, candidates }: WantedLine): void {
    const end = new AbortController()
    const tell = (state: LineState): void => {
      const isNew = JSON.stringify(line.state) !== JSON.stringify(state)
      line.state = state
      if (isNew && !end.signal.aborted) onChanged()
    }
    const line: Line = {
      key,
      end,
      // Not at once: `tell` needs the line.
      ended: Promise.resolve()
        .then(() => keepLine({ network, ends, candidates, pause, signal: end.signal, tell }))
        .catch((error: unknown) => tell(brokenLine(ends, error))),
      state: { kind: 'unknown' },
    }
    lines.set(usbPath, line)
  }

  function leave(usbPath: string, line: Line): void {
    lines.delete(usbPath)
    line.end.abort()
    leaving.add(line.ended)
    line.ended.finally(() => leaving.delete(line.ended))
  }

  return {
    want: (nodes) => {
      const wanted = new Map(nodes.flatMap(wantedLine))
      for (const [usbPath, line] of [...lines]) {
        if (wanted.get(usbPath)?.key !== line.key) leave(usbPath, line)
      }
      for (const [usbPath, line] of wanted) {
        if (!lines.has(usbPath)) begin(usbPath, line)
      }
    },
    stateOf: (usbPath) => lines.get(usbPath)?.state ?? { kind: 'unknown' },
    stop: async () => {
      for (const [usbPath, line] of [...lines]) leave(usbPath, line)
      await Promise.all([...leaving])
    },
  }
}

function brokenLine({ interfaceName }: LineEnds, error: unknown): LineRefusal {
  return {
    kind: 'refused',
    code: 'node-line-failed',
    message: `The line to the node on ${interfaceName} can't be kept (${String(error)}). Plug the node in again, or switch the addresses of nodes off and on.`,
  }
}

type WantedLine = {
  readonly key: string
  readonly ends: LineEnds
  readonly candidates: readonly string[]
}

/** The line to a node by its USB port; none without a number of its own and a network. */
function wantedLine(node: FoundNode): [usbPath: string, line: WantedLine][] {
  const { number, network, isDuplicate, isWithoutCard, usbPath } = node
  if (number === null || network === null || isDuplicate) return []
  const ends = { interfaceName: network.name, ...nodeLine(number) }
  const candidates = [
    ends.node,
    ...(isWithoutCard ? [cardlessAddress(number)] : []),
    unconfiguredNodeAddress,
  ]
  // After plugging in again the interface has the same name and another number: then the address is gone.
  const key = `${network.index} ${network.name} ${ends.node}`
  return [[usbPath, { key, ends, candidates }]]
}

type KeptLine = {
  readonly network: NodeNetwork
  readonly ends: LineEnds
  readonly candidates: readonly string[]
  readonly pause: number
  readonly signal: AbortSignal
  readonly tell: (state: LineState) => void
}

/** Holds one line until `signal`; one that was refused or taken away is tried again. */
async function keepLine(line: KeptLine): Promise<void> {
  const { network, ends, pause, signal, tell } = line
  while (!signal.aborted) {
    const held = await network.hold(ends)
    if (held.kind === 'refused') {
      const { kind, code, message } = held
      tell({ kind, code, message })
      await waitFor(pause, signal)
    } else {
      try {
        await askWhileHeld(line, held)
      } finally {
        await held.release()
      }
      // One that is taken away again and again is not fought for.
      await waitFor(pause / 10, signal)
    }
  }
}

/** A busy node, and one whose link comes up just now, may miss a question: only the second miss in a row counts, and comes sooner. */
async function askWhileHeld(line: KeptLine, held: HeldLine): Promise<void> {
  const { network, ends, candidates, pause, signal, tell } = line
  let isHeld = true
  const ended = held.ended.then(() => {
    isHeld = false
  })
  for (let misses = 0; isHeld && !signal.aborted; ) {
    const address = await firstToAnswer(network, ends, candidates)
    misses = address === null ? misses + 1 : 0
    if (misses !== 1) tell({ kind: 'asked', address })
    await Promise.race([waitFor(address === null ? pause / 3 : pause, signal), ended])
  }
}

async function firstToAnswer(
  network: NodeNetwork,
  { interfaceName }: LineEnds,
  candidates: readonly string[],
): Promise<string | null> {
  for (const address of candidates) {
    if (await network.answers(interfaceName, address)) return address
  }
  return null
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}

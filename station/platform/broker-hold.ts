import type { BrokerRefusal } from './broker-refusal.ts'
import { type BrokerEnd, type RunningBroker, startBrokerRun } from './broker-run.ts'

export interface HoldOptions {
  readonly brokerPath: string
  /** The network port that leads to the boards. Refused: the loopback, and a port with a default route. */
  readonly interfaceName: string
  /** Put on the port unless it is there already. Prefix length 8 to 30, or 32 with `peer`. */
  readonly address?: { readonly address: string; readonly prefixLength: number }
  /**
   * The one computer at the other end (RFC 1918), reached through this port alone: the prefix length of `address` is 32 then, and
   * other ports may have the same address. Not with `internetThrough`.
   */
  readonly peer?: string
  /** A unique local address (fd00::/8, RFC 4193), always with prefix length 64; IPv6 text. */
  readonly address6?: string
  /**
   * Boards reach the internet through this other port, which must have a default route: masquerading
   * of the subnet of `address` and nothing else. Needs `address`.
   */
  readonly internetThrough?: string
  /** For putting on, and for taking back; default 10 s. */
  readonly limitMs?: number
}

/** One thing that was done, and will be taken back. What was so before is not listed and stays. */
export type HeldThing =
  | { readonly what: 'switched-on'; readonly interfaceName: string }
  /** `address/prefix length`, IPv4 or IPv6. */
  | { readonly what: 'address'; readonly interfaceName: string; readonly address: string }
  /** IPv4 forwarding of packets that arrive on this interface. */
  | { readonly what: 'forwarding'; readonly interfaceName: string }
  /** The nftables table `bootbench`: masquerading out of this interface. */
  | { readonly what: 'internet'; readonly interfaceName: string }

export interface HeldInterface {
  readonly kind: 'held'
  readonly what: readonly HeldThing[]
  /** Takes back all of `what`. A second call gives the same answer. */
  readonly release: () => Promise<HoldEnd>
  /** Resolves when nothing is held any more, also when the broker ended by itself; never rejects. */
  readonly ended: Promise<HoldEnd>
  /** The broker's process id, for tests and the diagnostic bundle. */
  readonly processId: number
}

export type HoldEnd = { readonly kind: 'released' } | BrokerRefusal

const defaultLimitMs = 10_000

/**
 * Switches a port on, puts addresses on it and lets its boards through to the internet, as asked:
 * all of it or nothing. It lasts until release(), or until this process ends in whatever way: the
 * broker (verb `hold`, native/README.md) then takes back exactly what it did. Never rejects.
 */
export async function holdInterface(options: HoldOptions): Promise<HeldInterface | BrokerRefusal> {
  let what: readonly HeldThing[] = []
  const broker = await startBrokerRun({
    brokerPath: options.brokerPath,
    args: holdArguments(options),
    limitMs: options.limitMs ?? defaultLimitMs,
    onLine: (line) => {
      what = heldThings(line)
    },
  })
  return broker.kind === 'refused' ? broker : held(broker, what)
}

function held(broker: RunningBroker, what: readonly HeldThing[]): HeldInterface {
  return {
    kind: 'held',
    what,
    release: async () => holdEnd(await broker.end()),
    ended: broker.ended.then(holdEnd),
    processId: broker.processId,
  }
}

function holdEnd(end: BrokerEnd): HoldEnd {
  return end.kind === 'refused' ? end : { kind: 'released' }
}

function holdArguments(options: HoldOptions): string[] {
  const { interfaceName, address, peer, address6, internetThrough } = options
  return [
    'hold',
    ...['--interface', interfaceName],
    ...(address ? ['--address', `${address.address}/${address.prefixLength}`] : []),
    ...(peer === undefined ? [] : ['--peer', peer]),
    ...(address6 === undefined ? [] : ['--address6', `${address6}/64`]),
    ...(internetThrough === undefined ? [] : ['--internet-through', internetThrough]),
  ]
}

/** The broker's one line, `{"held":[…]}`; what is not understood is left out. */
function heldThings(line: unknown): readonly HeldThing[] {
  if (typeof line !== 'object' || line === null || !('held' in line)) return []
  return Array.isArray(line.held) ? line.held.filter(isHeldThing) : []
}

function isHeldThing(value: unknown): value is HeldThing {
  if (typeof value !== 'object' || value === null || !('what' in value)) return false
  if (!('interfaceName' in value) || typeof value.interfaceName !== 'string') return false
  if (value.what === 'address') return 'address' in value && typeof value.address === 'string'
  return ['switched-on', 'forwarding', 'internet'].includes(String(value.what))
}

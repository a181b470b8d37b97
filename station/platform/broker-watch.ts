import type { BrokerRefusal } from './broker-refusal.ts'
import { type BrokerEnd, startBrokerRun } from './broker-run.ts'

export type WatchEvent =
  /** The first event tells how the link is now; then one for each change. `up`: switched on and a cable with a live other end. */
  | { readonly kind: 'link'; readonly up: boolean; readonly at: number }
  /**
   * A spanning-tree BPDU that arrived: the whole Ethernet frame, at most 128 bytes of it
   * (station/protocols/spanning-tree/bpdu.ts reads it). At most 20 a second are told.
   */
  | { readonly kind: 'bpdu'; readonly frame: Uint8Array; readonly at: number }

export interface WatchOptions {
  readonly brokerPath: string
  readonly interfaceName: string
  /** `at` is in milliseconds since 1970. */
  readonly onEvent: (event: WatchEvent) => void
  readonly limitMs?: number
}

export interface InterfaceWatch {
  readonly kind: 'watching'
  /** No event comes after this has resolved. */
  readonly stop: () => Promise<WatchEnd>
  /** Resolves when the watch is over, also by itself (the port was unplugged: `interface-unusable`); never rejects. */
  readonly ended: Promise<WatchEnd>
}

export type WatchEnd = { readonly kind: 'stopped' } | BrokerRefusal

const defaultLimitMs = 10_000

/**
 * Watches one network port for link changes and spanning-tree BPDUs, through the broker (verb
 * `watch`, native/README.md), until stop() or the end of this process. Nothing is sent. Never rejects.
 */
export async function watchInterface(
  options: WatchOptions,
): Promise<InterfaceWatch | BrokerRefusal> {
  const broker = await startBrokerRun({
    brokerPath: options.brokerPath,
    args: ['watch', '--interface', options.interfaceName],
    limitMs: options.limitMs ?? defaultLimitMs,
    onLine: (line) => {
      const event = watchEvent(line)
      if (event !== null) options.onEvent(event)
    },
  })
  if (broker.kind === 'refused') return broker
  return {
    kind: 'watching',
    stop: async () => watchEnd(await broker.end()),
    ended: broker.ended.then(watchEnd),
  }
}

function watchEnd(end: BrokerEnd): WatchEnd {
  return end.kind === 'refused' ? end : { kind: 'stopped' }
}

/** One line of the broker as an event; null for one that is not understood. */
function watchEvent(line: unknown): WatchEvent | null {
  if (typeof line !== 'object' || line === null || !('event' in line)) return null
  const at = 'at' in line && typeof line.at === 'number' ? line.at : 0
  if (line.event === 'link' && 'up' in line) return { kind: 'link', up: line.up === true, at }
  if (line.event === 'bpdu' && 'frame' in line && typeof line.frame === 'string') {
    return { kind: 'bpdu', frame: Uint8Array.from(Buffer.from(line.frame, 'hex')), at }
  }
  return null
}

import type { Observation } from './traffic-record.ts'

/**
 * A spanning-tree BPDU that a switch sent on the bench's port, as an entry. `frame` is the Ethernet frame as it was received, `at` in
 * milliseconds since 1970, `summary` what it says (`root bridge …, forward delay 15 s`).
 */
export function spanningTreeObservation(bpdu: {
  readonly frame: Uint8Array
  readonly at: number
  readonly summary: string
}): Observation {
  const sender = Buffer.from(bpdu.frame.subarray(6, 12)).toString('hex')
  return {
    protocol: 'spanning-tree',
    direction: 'received',
    peer: sender.replaceAll(/..(?=.)/g, '$&:'),
    at: bpdu.at,
    clue: { kind: 'none' },
    summary: bpdu.summary,
    lengthBytes: bpdu.frame.length,
    topic: { message: 'bpdu', about: '' },
    capture: { kind: 'frame', bytes: Uint8Array.from(bpdu.frame) },
  }
}

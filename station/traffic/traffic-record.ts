import type { TrafficEntry } from '../../contract/traffic.ts'

/** An IP address with a UDP or TCP port. */
export type Endpoint = { readonly address: string; readonly port: number }

/** The bytes behind an entry, for a capture file. */
export type Capture =
  /** A UDP payload. `rebuilt`: put together again from what the file mover told, byte for byte as it was sent where that is known. */
  | {
      readonly kind: 'datagram'
      readonly local: Endpoint
      readonly remote: Endpoint
      readonly bytes: Uint8Array
      readonly rebuilt: boolean
    }
  /** An HTTP request and its answer: the heads, without secrets, and how long the bodies were. */
  | {
      readonly kind: 'exchange'
      readonly local: Endpoint
      readonly remote: Endpoint
      readonly startedAt: number
      readonly request: Uint8Array
      readonly requestBodyBytes: number
      readonly response: Uint8Array
      readonly responseBodyBytes: number
    }
  /** A whole Ethernet frame. */
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }
  /** Something that did not come: nothing can be shown of it. */
  | { readonly kind: 'none' }

/** By what the sender or receiver of a packet can be told. */
export type Clue =
  | { readonly kind: 'mac'; readonly mac: string }
  | { readonly kind: 'ip'; readonly address: string }
  | { readonly kind: 'board'; readonly id: string }
  | { readonly kind: 'none' }

/** What an entry is about, for programs: the message's name, and the file or path that it names (empty where none). */
export type Topic = { readonly message: TrafficMessage; readonly about: string }

export type TrafficMessage =
  | 'discover'
  | 'offer'
  | 'request'
  | 'ack'
  | 'nak'
  | 'other-dhcp'
  | 'file-request'
  | 'file-answer'
  | 'file-refused'
  | 'file-end'
  | 'http'
  | 'bpdu'

/** Something that was seen, as it is given to the recorder. */
export type Observation = Omit<TrafficEntry, 'id' | 'boardId' | 'at'> & {
  /** Milliseconds since 1970; now, unless given. */
  readonly at?: number
  readonly clue: Clue
  readonly topic: Topic
  readonly capture: Capture
}

/** What the recorder keeps. */
export type TrafficRecord = { readonly entry: TrafficEntry } & Pick<
  Observation,
  'clue' | 'topic' | 'capture'
>

/** Roughly what a record takes in memory. */
export function bytesOf({ capture, entry }: TrafficRecord): number {
  return overheadBytes + 2 * entry.summary.length + captureBytes(capture)
}

const overheadBytes = 900

function captureBytes(capture: Capture): number {
  switch (capture.kind) {
    case 'datagram':
    case 'frame':
      return capture.bytes.length
    case 'exchange':
      return capture.request.length + capture.response.length
    case 'none':
      return 0
  }
}

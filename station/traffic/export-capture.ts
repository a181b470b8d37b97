import { type Route, tcpPacket, udpPacket } from './ip-packet.ts'
import { type CapturedPacket, type CaptureInterface, linkTypes, writePcapng } from './pcapng.ts'
import type { Capture, Endpoint, TrafficRecord } from './traffic-record.ts'

export type ExportOptions = {
  readonly version: string
  /** The network port that was served, for people who read the capture. */
  readonly interfaceName: string
  /** What a person calls the board; null where it is not known any more. */
  readonly labelOf: (boardId: string) => string | null
}

/** Where IP packets and where whole frames stand in the list of interfaces. */
const ipInterface = 0
const frameInterface = 1

/**
 * What was recorded as a capture file. Our records are of payloads, so the headers below them are written anew: datagrams in UDP and IP, HTTP heads
 * in TCP segments whose numbers begin at 1. A TFTP answer stands at port 69: the port that it left from is not known to the recorder.
 */
export function exportCapture(records: readonly TrafficRecord[], options: ExportOptions): Buffer {
  const flows = new Map<string, Flow>()
  const packets = records
    .flatMap((record) => packetsOf(record, options, flows))
    .sort((one, other) => one.at - other.at)
  return writePcapng({
    application: `Bootbench ${options.version}`,
    interfaces: interfacesOf(options.interfaceName),
    packets,
  })
}

function interfacesOf(name: string): CaptureInterface[] {
  return [
    {
      name,
      description: 'DHCP, TFTP and HTTP; the headers below them are written anew',
      linkType: linkTypes.rawIp,
    },
    { name, description: 'spanning tree, as received', linkType: linkTypes.ethernet },
  ]
}

function packetsOf(
  record: TrafficRecord,
  { labelOf }: ExportOptions,
  flows: Map<string, Flow>,
): CapturedPacket[] {
  const { entry, capture } = record
  const { at, direction, boardId, summary } = entry
  const label = boardId === null ? null : labelOf(boardId)
  const comment = label === null ? summary : `${label}: ${summary}`
  switch (capture.kind) {
    case 'datagram': {
      const packet = udpPacket(datagramRoute(capture, direction), capture.bytes)
      const note = capture.rebuilt ? ' (written anew, the bytes were not recorded)' : ''
      return [{ ...packet, interfaceIndex: ipInterface, at, direction, comment: comment + note }]
    }
    case 'frame': {
      const { bytes } = capture
      const originalLength = bytes.length
      return [{ interfaceIndex: frameInterface, at, bytes, originalLength, direction, comment }]
    }
    case 'exchange':
      return exchangePackets(capture, at, comment, flows)
    case 'none':
      return []
  }
}

const nobody = '0.0.0.0'
const everybody = '255.255.255.255'

function datagramRoute(
  { local, remote }: Extract<Capture, { kind: 'datagram' }>,
  direction: CapturedPacket['direction'],
): Route {
  if (direction === 'sent') return { from: local, to: remote }
  // Who has no address yet can't have sent to one station only.
  const to = remote.address === nobody ? { ...local, address: everybody } : local
  return { from: remote, to }
}

/** The next TCP sequence numbers of one connection. */
type Flow = { fromBoard: number; fromStation: number }

function exchangePackets(
  capture: Extract<Capture, { kind: 'exchange' }>,
  at: number,
  comment: string,
  flows: Map<string, Flow>,
): CapturedPacket[] {
  const { local, remote } = capture
  const flow = flowOf(flows, local, remote)
  const request = tcpPacket(
    { from: remote, to: local },
    { sequence: flow.fromBoard, acknowledgement: flow.fromStation },
    capture.request,
    capture.requestBodyBytes,
  )
  flow.fromBoard = after(flow.fromBoard, request.payloadLength)
  const response = tcpPacket(
    { from: local, to: remote },
    { sequence: flow.fromStation, acknowledgement: flow.fromBoard },
    capture.response,
    capture.responseBodyBytes,
  )
  flow.fromStation = after(flow.fromStation, response.payloadLength)
  const common = { interfaceIndex: ipInterface, comment }
  return [
    { ...request, ...common, at: capture.startedAt, direction: 'received' },
    { ...response, ...common, at, direction: 'sent' },
  ]
}

function flowOf(flows: Map<string, Flow>, local: Endpoint, remote: Endpoint): Flow {
  const key = `${remote.address} ${remote.port} ${local.address} ${local.port}`
  const known = flows.get(key)
  if (known !== undefined) return known
  const flow = { fromBoard: 1, fromStation: 1 }
  flows.set(key, flow)
  return flow
}

/** Sequence numbers go round at 2^32. */
function after(sequence: number, payloadLength: number): number {
  return (sequence + payloadLength) % 2 ** 32
}

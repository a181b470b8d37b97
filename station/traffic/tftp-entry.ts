import type { TftpEvent } from '../protocols/tftp/event.ts'
import {
  decodePacket,
  encodePacket,
  type TftpPacket,
  tftpErrorCode,
} from '../protocols/tftp/packet.ts'
import type { Capture, Endpoint, Observation, TrafficMessage } from './traffic-record.ts'

/** A datagram that came to port 69, as an entry: a request, or junk. */
export function tftpRequestObservation(
  bytes: Uint8Array,
  local: Endpoint,
  remote: Endpoint,
): Observation {
  const decoded = decodePacket(bytes)
  const packet = decoded.ok ? decoded.packet : null
  return {
    ...common('received', remote),
    summary: packet === null ? 'not TFTP' : packetSummary(packet),
    lengthBytes: bytes.length,
    topic: { message: 'file-request', about: fileNameIn(packet) },
    capture: { kind: 'datagram', local, remote, bytes: Uint8Array.from(bytes), rebuilt: false },
  }
}

/**
 * What the TFTP server tells of a request after it was received, as an entry; null for what is no packet and no end. The file mover sends and
 * takes the packets of a transfer by itself, so those are written anew from what it tells. Its port is not known: 69 stands for it.
 */
export function tftpEventObservation(event: TftpEvent, local: Endpoint): Observation | null {
  const told = event.kind === 'failed' ? null : telling(event)
  if (event.kind === 'failed' || told === null) return null
  const { direction, message, summary, packet } = told
  const capture = packet === null ? nothing : rebuilt(packet, local, event.client)
  return {
    ...common(direction, event.client),
    summary,
    lengthBytes: capture.kind === 'datagram' ? capture.bytes.length : 0,
    topic: { message, about: event.fileName },
    capture,
  }
}

type Telling = {
  readonly direction: Observation['direction']
  readonly message: TrafficMessage
  readonly summary: string
  readonly packet: TftpPacket | null
}

function telling(event: Exclude<TftpEvent, { kind: 'failed' }>): Telling | null {
  const { fileName } = event
  switch (event.kind) {
    case 'request':
    case 'progress':
      return null
    case 'started':
      return startOf(event)
    case 'not-found':
      return refusal(tftpErrorCode.fileNotFound, 'File not found', fileName)
    case 'denied':
      return refusal(tftpErrorCode.accessViolation, event.message, fileName)
    case 'busy':
      return end('sent', `no answer: ${event.message}`, fileName, null)
    case 'done':
      return end(
        'received',
        `${event.bytes} bytes in ${seconds(event)} s, all acknowledged${sentAgain(event)}`,
        fileName,
        lastAcknowledgement(event),
      )
    case 'early-terminate':
    case 'error':
      return end('received', `ERROR ${event.message}`, fileName, errorOf(event.message))
    case 'replaced':
      return end('received', 'another request came instead', fileName, null)
    case 'timed-out':
      return end('received', silenceOf(event), fileName, null)
  }
}

/** RFC 2347: options are answered by an OACK; without options the first block comes at once, and blocks are not recorded. */
function startOf(event: Extract<TftpEvent, { kind: 'started' }>): Telling {
  const { answers, fileName, size } = event
  const packet: TftpPacket | null =
    answers.length === 0 ? null : { kind: 'option-acknowledgement', options: answers }
  const summary =
    packet === null ? `DATA 1 ${fileName}, ${size} bytes` : `${packetSummary(packet)} ${fileName}`
  return { direction: 'sent', message: 'file-answer', summary, packet }
}

function refusal(code: number, message: string, fileName: string): Telling {
  return {
    direction: 'sent',
    message: 'file-refused',
    summary: `ERROR ${code} ${message}: ${fileName}`,
    packet: { kind: 'error', code, message },
  }
}

function end(
  direction: Observation['direction'],
  what: string,
  fileName: string,
  packet: TftpPacket | null,
): Telling {
  return { direction, message: 'file-end', summary: `${fileName}: ${what}`, packet }
}

type Ended = Extract<TftpEvent, { kind: 'done' | 'timed-out' }>

/** The acknowledgement of the last block, which has fewer bytes than the others (RFC 1350 section 6); numbers go round at 65536. */
function lastAcknowledgement({ size, blockSize }: Ended): TftpPacket {
  const blocks = Math.floor(size / blockSize) + 1
  return { kind: 'acknowledgement', block: blocks % 65_536 }
}

function silenceOf(event: Ended): string {
  const { isProven, bytes, size } = event
  const what = isProven
    ? `stopped at ${bytes} of ${size} bytes, no acknowledgement any more`
    : 'no acknowledgement of our answer'
  return `${what}, ${seconds(event)} s after the request${sentAgain(event)}`
}

function sentAgain({ resends }: Ended): string {
  if (resends === 0) return ''
  return resends === 1 ? ', sent again once' : `, sent again ${resends} times`
}

function errorOf(message: string): TftpPacket {
  return { kind: 'error', code: tftpErrorCode.notDefined, message }
}

function seconds({ milliseconds }: Ended): string {
  return (milliseconds / 1000).toFixed(2)
}

const nothing: Capture = { kind: 'none' }

function rebuilt(packet: TftpPacket, local: Endpoint, remote: Endpoint): Capture {
  return { kind: 'datagram', local, remote, bytes: encodePacket(packet), rebuilt: true }
}

function common(
  direction: Observation['direction'],
  { address, port }: Endpoint,
): Pick<Observation, 'protocol' | 'direction' | 'peer' | 'clue'> {
  return { protocol: 'tftp', direction, peer: `${address}:${port}`, clue: { kind: 'ip', address } }
}

function packetSummary(packet: TftpPacket): string {
  switch (packet.kind) {
    case 'read-request':
      return ['RRQ', packet.fileName, ...optionWords(packet.options)].join(' ')
    case 'write-request':
      return ['WRQ', packet.fileName, ...optionWords(packet.options)].join(' ')
    case 'option-acknowledgement':
      return ['OACK', ...optionWords(packet.options)].join(' ')
    case 'data':
      return `DATA ${packet.block}`
    case 'acknowledgement':
      return `ACK ${packet.block}`
    case 'error':
      return `ERROR ${packet.code} ${packet.message}`
  }
}

function optionWords(options: readonly { name: string; value: string }[]): string[] {
  return options.map(({ name, value }) => `${name}=${value}`)
}

function fileNameIn(packet: TftpPacket | null): string {
  const isRequest = packet?.kind === 'read-request' || packet?.kind === 'write-request'
  return isRequest ? packet.fileName : ''
}

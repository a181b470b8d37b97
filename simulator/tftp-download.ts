import { crc32 } from 'node:zlib'
import { decodePacket, encodePacket, type TftpPacket } from '../station/protocols/tftp/packet.ts'
import type { BootTimes } from './board-model.ts'
import type { BoardNetwork, BoardSocket, Endpoint, NetbootLease } from './board-network.ts'
import { createMailbox, type Mailbox, sleep } from './mailbox.ts'

/** A file that was read. Of a long one only both ends are kept, so that many boards can boot at once. */
export interface BootFile {
  readonly length: number
  readonly crc32: number
  /** At least its first and last 64 KiB, where it has so many bytes. */
  readonly head: Uint8Array
  readonly tail: Uint8Array
}

export type DownloadResult =
  | { kind: 'read'; file: BootFile }
  | { kind: 'missing'; message: string }
  | { kind: 'failed'; reason: string }

export type ProbeResult =
  | { kind: 'found'; size: number | undefined }
  | { kind: 'missing'; message: string }
  | { kind: 'failed'; reason: string }

export interface TftpReaderOptions {
  readonly network: BoardNetwork
  readonly lease: NetbootLease
  readonly times: BootTimes
  readonly blockSize: number
  /** Read no faster than this. */
  readonly bytesPerSecond?: number
  /** Send every ACK twice, as some boards have been seen to do. */
  readonly duplicateAcks?: boolean
  /** Nothing that the server sends reaches the board. */
  readonly isDeaf?: boolean
  /** What the board does after so many bytes of one file, instead of reading on. */
  readonly stopAfter?: { readonly bytes: number; readonly stop: () => Promise<never> }
  readonly signal: AbortSignal
}

/** One request and what came of it so far. */
interface Transfer extends TftpReaderOptions {
  readonly socket: BoardSocket
  readonly mailbox: Mailbox<{ bytes: Uint8Array; from: Endpoint }>
  /** Where the next packet goes: first port 69, then the port that the server answered from (RFC 1350 section 4). */
  peer: Endpoint
  answered: boolean
}

const keptBytes = 65_536

/**
 * Reads a file with `blksize` and `tsize`, as a Pi's bootloader does (no windowsize: rpi-eeprom issue 82).
 * `failed` means that the server fell silent; a Pi does not try again then (rpi-eeprom issue 687).
 */
export function downloadFile(options: TftpReaderOptions, name: string): Promise<DownloadResult> {
  return withTransfer(options, async (transfer) => {
    const first = await ask(transfer, readRequest(name, transfer.blockSize))
    if (first === undefined) return silence(name)
    if (first.kind === 'error') return { kind: 'missing', message: first.message }
    return receive(transfer, name, first)
  })
}

/** Asks for a file and breaks off as soon as the server has told its size: a Pi's way of looking whether it is there. */
export function probeFile(options: TftpReaderOptions, name: string): Promise<ProbeResult> {
  return withTransfer(options, async (transfer) => {
    const first = await ask(transfer, readRequest(name, transfer.blockSize))
    if (first === undefined) return silence(name)
    if (first.kind === 'error') return { kind: 'missing', message: first.message }
    send(transfer, { kind: 'error', code: 0, message: 'Early terminate' })
    return { kind: 'found', size: optionValue(first, 'tsize') }
  })
}

async function withTransfer<Result>(
  options: TftpReaderOptions,
  use: (transfer: Transfer) => Promise<Result>,
): Promise<Result> {
  const mailbox = createMailbox<{ bytes: Uint8Array; from: Endpoint }>()
  const { network, lease } = options
  const socket = await network.openTftp(lease, (bytes, from) => {
    if (options.isDeaf !== true) mailbox.push({ bytes, from })
  })
  const peer = network.tftpServer(lease)
  try {
    return await use({ ...options, socket, mailbox, peer, answered: false })
  } finally {
    socket.close()
  }
}

async function receive(
  transfer: Transfer,
  name: string,
  first: TftpPacket,
): Promise<DownloadResult> {
  const blockSize = optionValue(first, 'blksize') ?? 512
  const file = createFile(optionValue(first, 'tsize'))
  const startedAt = Date.now()
  let packet: TftpPacket | undefined = first
  let block = 0
  if (packet.kind === 'option-acknowledgement') packet = await ask(transfer, acknowledge(0), 1)
  for (;;) {
    if (packet === undefined) return silence(name)
    if (packet.kind === 'error') return { kind: 'missing', message: packet.message }
    if (packet.kind !== 'data') return { kind: 'failed', reason: `an odd answer for ${name}` }
    file.add(packet.payload)
    if (transfer.stopAfter !== undefined && file.length() >= transfer.stopAfter.bytes)
      await transfer.stopAfter.stop()
    block = (block + 1) & 0xffff
    const wait = pace(transfer, file.length(), startedAt)
    if (wait > 0) await sleep(wait, transfer.signal)
    if (packet.payload.length < blockSize) {
      send(transfer, acknowledge(block))
      return file.result(name)
    }
    packet = await ask(transfer, acknowledge(block), (block + 1) & 0xffff)
  }
}

/**
 * Sends a packet, and again after each time without an answer, until the next one comes: data of number `block` when it is
 * given, anything else otherwise. Undefined: the server was silent until the limit.
 */
async function ask(
  transfer: Transfer,
  packet: TftpPacket,
  block?: number,
): Promise<TftpPacket | undefined> {
  const { times, mailbox, signal } = transfer
  const end = Date.now() + times.tftpFileLimit
  for (let now = Date.now(); now < end; now = Date.now()) {
    send(transfer, packet)
    if (transfer.duplicateAcks === true && packet.kind === 'acknowledgement') send(transfer, packet)
    const until = Math.min(end, now + times.tftpRetry)
    for (;;) {
      const message = await mailbox.next(until - Date.now(), signal)
      if (message === undefined) break
      const answer = answerIn(transfer, message, block)
      if (answer !== undefined) return answer
    }
  }
  return undefined
}

function answerIn(
  transfer: Transfer,
  message: { bytes: Uint8Array; from: Endpoint },
  block: number | undefined,
): TftpPacket | undefined {
  const { from } = message
  if (from.address !== transfer.peer.address) return undefined
  if (transfer.answered && from.port !== transfer.peer.port) return undefined
  const decoded = decodePacket(message.bytes)
  if (!decoded.ok) return undefined
  const { packet } = decoded
  const expected =
    packet.kind === 'error' ||
    (packet.kind === 'option-acknowledgement' && block === undefined) ||
    (packet.kind === 'data' && packet.block === (block ?? 1))
  if (!expected) return undefined
  transfer.peer = { address: from.address, port: from.port }
  transfer.answered = true
  return packet
}

function send(transfer: Transfer, packet: TftpPacket): void {
  transfer.socket.send(encodePacket(packet), transfer.peer)
}

function readRequest(fileName: string, blockSize: number): TftpPacket {
  const options = [
    { name: 'tsize', value: '0' },
    { name: 'blksize', value: String(blockSize) },
  ]
  return { kind: 'read-request', fileName, mode: 'octet', options }
}

function acknowledge(block: number): TftpPacket {
  return { kind: 'acknowledgement', block }
}

function optionValue(packet: TftpPacket, name: string): number | undefined {
  if (packet.kind !== 'option-acknowledgement') return undefined
  const value = packet.options.find((option) => option.name === name)?.value
  return value === undefined ? undefined : Number(value)
}

function silence(name: string): { kind: 'failed'; reason: string } {
  return { kind: 'failed', reason: `the server fell silent at ${name}` }
}

/** How many milliseconds too early the board is, if it shall be slow. */
function pace(transfer: Transfer, bytes: number, startedAt: number): number {
  const { bytesPerSecond } = transfer
  if (bytesPerSecond === undefined) return 0
  return startedAt + (bytes * 1000) / bytesPerSecond - Date.now()
}

function createFile(announced: number | undefined) {
  let length = 0
  let checksum = 0
  const head: Uint8Array[] = []
  const tail: Uint8Array[] = []
  let tailLength = 0
  return {
    length: () => length,
    add(payload: Uint8Array): void {
      if (length < keptBytes) head.push(payload)
      tail.push(payload)
      tailLength += payload.length
      while (tailLength - (tail[0]?.length ?? 0) >= keptBytes)
        tailLength -= tail.shift()?.length ?? 0
      length += payload.length
      checksum = crc32(payload, checksum)
    },
    result(name: string): DownloadResult {
      if (announced !== undefined && announced !== length) {
        return {
          kind: 'failed',
          reason: `${name} has ${length} bytes, ${announced} were announced`,
        }
      }
      const ends = { head: Buffer.concat(head), tail: Buffer.concat(tail) }
      return { kind: 'read', file: { length, crc32: checksum, ...ends } }
    },
  }
}

import { type ByteSource, ReadAhead, sizeOf } from './byte-source.ts'
import type { Negotiated } from './negotiation.ts'
import {
  acknowledgedBlock,
  decodePacket,
  encodePacket,
  tftpErrorCode,
  writeDataHeader,
} from './packet.ts'
import { SendWindow } from './send-window.ts'
import type { TransferSocket } from './transfer-socket.ts'

export type TftpClientAddress = { readonly address: string; readonly port: number }

export type TransferSpecification = {
  readonly id: number
  readonly client: TftpClientAddress
  readonly negotiated: Negotiated
  readonly source: ByteSource
}

export type TransferListener = {
  /** The client acknowledged for the first time. */
  readonly proven: (transfer: Transfer) => void
  readonly ended: (transfer: Transfer, end: TransferEnd) => void
}

/** How a transfer ended. */
export type TransferEnd =
  | { readonly kind: 'done' }
  /** The client said ERROR before it took any data: it only wanted to know the size. */
  | { readonly kind: 'early-terminate'; readonly message: string }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'timed-out' }
  /** The same client port asked for something else, or the server stops. */
  | { readonly kind: 'replaced' }

const headerLength = 4
/** Ticks are what LocalEngine counts time in. */
export const tickMilliseconds = 50
const ticksPerSecond = 1000 / tickMilliseconds
/** First wait; LAN round trips are under a millisecond, so half a second is a lost packet. */
const firstWaitTicks = ticksPerSecond / 2
const longestWaitTicks = 4 * ticksPerSecond
/**
 * How often a packet is sent again. The address of a client that has not yet answered may be
 * forged, and whoever it belongs to gets our packets: two more of them, then it ends.
 */
const retriesOfUnprovenClient = 2
const retriesOfProvenClient = 6
const sourceWaitTicks = 30 * ticksPerSecond
/** From this many blocks on, connecting the socket pays; see Transfer.#connect. */
const blocksWorthConnecting = 64
/** Strangers get this many answers per transfer; an attacker's flood gets no echo beyond. */
const strangerAnswers = 8

/**
 * Sends one file to one client on a socket of its own. Everything that comes in on that socket
 * is hostile until it shows otherwise: nothing in here throws at a packet.
 */
export class Transfer {
  readonly id: number
  readonly size: number
  readonly #client: TftpClientAddress
  readonly #blockSize: number
  readonly #window: SendWindow
  readonly #readAhead: ReadAhead
  readonly #optionAnswer: Uint8Array | undefined
  readonly #socket: TransferSocket
  readonly #listener: TransferListener
  readonly #firstWait: number
  /** One packet buffer per block of the window; a block stays in its buffer until acknowledged. */
  readonly #packets: Uint8Array[]
  #prepared = 0
  #awaitsOptionAcknowledgement: boolean
  /** True from the client's first acknowledgement on: its address is not forged. */
  #proven = false
  #retries = 0
  /** How often the window, or the first packet, was sent again because nothing came or the client asked again. */
  #resends = 0
  #ticksLeft: number
  #strangerAnswersLeft = strangerAnswers
  #socketTrouble = ''
  #connection: 'none' | 'pending' | 'made' = 'none'
  #finished = false

  constructor(
    specification: TransferSpecification,
    socket: TransferSocket,
    listener: TransferListener,
  ) {
    const { negotiated, source } = specification
    this.id = specification.id
    this.size = sizeOf(source)
    this.#client = specification.client
    this.#blockSize = negotiated.blockSize
    this.#window = new SendWindow(this.size, negotiated.blockSize, negotiated.windowSize)
    this.#packets = packetBuffers(this.#window, negotiated.blockSize)
    this.#socket = socket
    this.#listener = listener
    this.#awaitsOptionAcknowledgement = negotiated.answers.length > 0
    this.#optionAnswer = optionAnswer(negotiated)
    this.#firstWait = firstWaitMilliseconds(negotiated) / tickMilliseconds
    this.#ticksLeft = this.#firstWait
    this.#readAhead = new ReadAhead(source, negotiated.blockSize, {
      ready: () => this.#sourceReady(),
      failed: (reason) => this.#sourceFailed(reason),
    })
  }

  /** Bytes that the client has acknowledged. */
  get bytes(): number {
    return Math.min(this.#window.acknowledged * this.#blockSize, this.size)
  }

  /** How often the window, or the first packet, was sent again. */
  get resends(): number {
    return this.#resends + this.#window.rewinds
  }

  /** Sends the first packet: the OACK, or DATA 1 to a client without options. */
  start(): void {
    this.#socket.on('message', (message, sender) =>
      this.#receive(message, sender.address, sender.port),
    )
    this.#socket.on('error', (error) => this.#socketFailed(error))
    this.#sendAgain()
  }

  /** The client asked again before it had acknowledged anything: one packet for one request. */
  repeatFirstPacket(): void {
    if (this.#proven || this.#finished) return
    this.#resends += 1
    this.#sendAgain()
  }

  /** Called by the engine every `tickMilliseconds`. */
  tick(): void {
    this.#ticksLeft -= 1
    if (this.#ticksLeft > 0 || this.#finished) return
    if (this.#waitsForSource()) {
      this.#sourceFailed('its source gave no bytes for thirty seconds')
    } else {
      this.#timeOut()
    }
  }

  /** Ends it from our side; the client is told. */
  cancel(end: TransferEnd, reason: string): void {
    if (this.#finished) return
    this.#send(encodePacket({ kind: 'error', code: tftpErrorCode.notDefined, message: reason }))
    this.#finish(end)
  }

  #receive(message: Uint8Array, address: string, port: number): void {
    if (this.#finished) return
    if (port !== this.#client.port || address !== this.#client.address) {
      this.#answerStranger(message, address, port)
      return
    }
    const block = acknowledgedBlock(message)
    if (block === undefined) this.#receiveOther(message)
    else if (this.#awaitsOptionAcknowledgement) this.#receiveOptionAcknowledgement(block)
    else this.#receiveAcknowledgement(block)
  }

  #receiveAcknowledgement(block: number): void {
    const verdict = this.#window.acknowledge(block)
    if (verdict === 'ignored') return
    if (verdict === 'complete') this.#finish({ kind: 'done' })
    else this.#goOn()
  }

  /** RFC 2347: a client accepts the OACK by acknowledging block 0. */
  #receiveOptionAcknowledgement(block: number): void {
    if (block !== 0) return
    this.#awaitsOptionAcknowledgement = false
    this.#goOn()
  }

  #goOn(): void {
    this.#retries = 0
    this.#socketTrouble = ''
    this.#ticksLeft = this.#firstWait
    if (this.#proven) this.#sendWindow()
    else this.#firstProof()
  }

  #firstProof(): void {
    this.#proven = true
    this.#listener.proven(this)
    if (this.#window.lastBlock >= blocksWorthConnecting) this.#connect()
    else this.#sendWindow()
  }

  /**
   * A connected socket costs the processor a quarter less per block in lock step (measured), and
   * the system tells when the client has closed its port. The system then also keeps strangers'
   * packets away, with an ICMP "port unreachable" in place of ERROR 5.
   */
  #connect(): void {
    this.#connection = 'pending'
    this.#socket.connect(this.#client.port, this.#client.address, (error?: Error) => {
      this.#connection = error === undefined ? 'made' : 'none'
      if (!this.#finished) this.#sendWindow()
    })
  }

  /** A packet that could not be sent is a lost packet: the retransmission takes care of it. */
  #socketFailed(error: Error & { code?: string }): void {
    this.#socketTrouble = error.message
    if (error.code !== 'ECONNREFUSED') return
    const message = 'The client closed its port in the middle of the file'
    this.#finish({ kind: 'error', message })
  }

  /** Anything but an ERROR is ignored: it is damaged, or the client is confused. */
  #receiveOther(message: Uint8Array): void {
    const decoded = decodePacket(message)
    if (!decoded.ok || decoded.packet.kind !== 'error') return
    const said = decoded.packet.message || `error ${decoded.packet.code}`
    this.#finish(endOfClientError(this.bytes, said))
  }

  /** RFC 1350 §4: the stranger is told, the transfer is not disturbed. An ERROR gets no answer. */
  #answerStranger(message: Uint8Array, address: string, port: number): void {
    if (this.#connection !== 'none' || port === 0 || message[1] === 5) return
    if (this.#strangerAnswersLeft === 0) return
    this.#strangerAnswersLeft -= 1
    const code = tftpErrorCode.unknownTransferId
    const packet = encodePacket({ kind: 'error', code, message: 'Unknown transfer ID' })
    this.#socket.send(packet, port, address)
  }

  #timeOut(): void {
    const limit = this.#proven ? retriesOfProvenClient : retriesOfUnprovenClient
    if (this.#retries >= limit) {
      this.#finish(this.#timedOut())
      return
    }
    this.#retries += 1
    this.#resends += 1
    const wait = this.#firstWait * 2 ** this.#retries
    this.#ticksLeft = Math.min(wait, Math.max(longestWaitTicks, this.#firstWait))
    this.#sendAgain()
  }

  #timedOut(): TransferEnd {
    if (this.#socketTrouble === '') return { kind: 'timed-out' }
    return { kind: 'error', message: `Sending failed: ${this.#socketTrouble}` }
  }

  #sendAgain(): void {
    if (this.#awaitsOptionAcknowledgement && this.#optionAnswer !== undefined) {
      this.#send(this.#optionAnswer)
      return
    }
    this.#window.timeOut()
    this.#sendWindow()
  }

  /** The hot path: everything the window allows, from the buffers that already exist. */
  #sendWindow(): void {
    const window = this.#window
    const { limit } = window
    while (window.sent < limit) {
      const block = window.sent + 1
      if (block > this.#prepared && !this.#prepare(block)) return
      window.sent = block
      const packet = this.#packets[block % window.windowSize]
      if (packet !== undefined) this.#send(packet)
    }
  }

  #prepare(block: number): boolean {
    const slot = block % this.#window.windowSize
    // The last packet gets memory of its own: if the system still holds an earlier packet of this
    // buffer unsent, it must not go out with this one's bytes and the earlier one's length.
    const last = block === this.#window.lastBlock
    const remaining = this.size - (block - 1) * this.#blockSize
    if (last) this.#packets[slot] = Buffer.alloc(headerLength + remaining)
    const packet = this.#packets[slot]
    if (packet === undefined) return false
    const offset = (block - 1) * this.#blockSize
    const copied = this.#readAhead.copyBlock(packet, headerLength, offset, this.#blockSize)
    if (copied === undefined) {
      this.#ticksLeft = sourceWaitTicks
      return false
    }
    writeDataHeader(packet, block)
    this.#prepared = block
    return true
  }

  #waitsForSource(): boolean {
    return (
      this.#readAhead.reading &&
      !this.#awaitsOptionAcknowledgement &&
      this.#window.sent < this.#window.limit
    )
  }

  #sourceReady(): void {
    if (this.#finished || this.#awaitsOptionAcknowledgement) return
    this.#ticksLeft = this.#firstWait
    this.#sendWindow()
  }

  #sourceFailed(reason: string): void {
    const message = `The file could not be read: ${reason}`
    this.cancel({ kind: 'error', message }, 'The station could not read the file')
  }

  #send(packet: Uint8Array): void {
    const { port, address } = this.#client
    if (this.#connection === 'made') this.#socket.send(packet, 0, packet.length)
    // While it connects, dgram would throw at an address: that packet counts as lost.
    else if (this.#connection === 'none') {
      this.#socket.send(packet, 0, packet.length, port, address)
    }
  }

  #finish(end: TransferEnd): void {
    if (this.#finished) return
    this.#finished = true
    this.#readAhead.close()
    this.#socket.close()
    this.#listener.ended(this, end)
  }
}

/** How a transfer ends when the client says ERROR after it had acknowledged so many bytes. */
export function endOfClientError(bytes: number, said: string): TransferEnd {
  const early = bytes === 0 || /early terminat/i.test(said)
  return early
    ? { kind: 'early-terminate', message: said }
    : { kind: 'error', message: `The client gave up: ${said}` }
}

/** Milliseconds until the first packet is sent again. */
export function firstWaitMilliseconds(negotiated: Negotiated): number {
  return (negotiated.timeoutSeconds ?? 0) * 1000 || (firstWaitTicks * 1000) / ticksPerSecond
}

/** The OACK, or undefined for a client that gets DATA 1 at once. */
export function optionAnswer(negotiated: Negotiated): Uint8Array | undefined {
  if (negotiated.answers.length === 0) return undefined
  return encodePacket({ kind: 'option-acknowledgement', options: negotiated.answers })
}

/** No more buffers than the file has blocks: most boot files are small. */
function packetBuffers(window: SendWindow, blockSize: number): Uint8Array[] {
  const count = Math.min(window.windowSize, window.lastBlock)
  return Array.from({ length: count }, () => Buffer.allocUnsafeSlow(headerLength + blockSize))
}

import dgram from 'node:dgram'
import {
  decodePacket,
  encodePacket,
  type TftpOption,
  type TftpPacket,
  tftpErrorCode,
} from './packet.ts'

export type TftpReadOptions = {
  readonly address: string
  readonly port: number
  readonly fileName: string
  /** Asked for as blksize (RFC 2348); without it no option but tsize is sent. */
  readonly blockSize?: number
  /** Asked for as windowsize (RFC 7440). Boot ROMs do not ask. */
  readonly windowSize?: number
  /** First ask for the size only and hang up with "Early terminate", as the Pi's bootloader does. */
  readonly probe?: boolean
  readonly localAddress?: string
  /** Wait for a packet before asking again; six waits in a row without one end the transfer. */
  readonly timeoutMilliseconds: number
  /** Called with every packet; true loses it. For tests and simulated bad cables. */
  readonly lossInjector?: (direction: 'send' | 'receive', packet: Uint8Array) => boolean
  /** Ends the transfer without a word to the server, as a power cut would. */
  readonly signal?: AbortSignal
}

export type TftpReadResult =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array }
  | { readonly kind: 'not-found' | 'error' | 'timeout'; readonly message: string }

const mostWaits = 6

/** Reads a file from a TFTP server. Never rejects: what went wrong is in the result. */
export async function tftpRead(options: TftpReadOptions): Promise<TftpReadResult> {
  if (options.probe === true) {
    const probed = await new ReadSession(options, true).run()
    if (probed.kind !== 'ok') return probed
  }
  return new ReadSession(options, false).run()
}

/** One request and what follows it, on one socket (one transfer identifier, RFC 1350 §4). */
class ReadSession {
  readonly #options: TftpReadOptions
  readonly #onlyProbe: boolean
  readonly #socket = dgram.createSocket('udp4')
  readonly #result = Promise.withResolvers<TftpReadResult>()
  readonly #pieces: Uint8Array[] = []
  #serverPort: number | undefined
  #blockSize = 512
  #windowSize = 1
  /** Blocks received in order since the last acknowledgement. */
  #unacknowledged = 0
  #received = 0
  #gapAnsweredAt = -1
  #lastSent: { readonly packet: Uint8Array; readonly port: number }
  #waits = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: TftpReadOptions, onlyProbe: boolean) {
    this.#options = options
    this.#onlyProbe = onlyProbe
    this.#lastSent = { packet: requestPacket(options), port: options.port }
  }

  async run(): Promise<TftpReadResult> {
    const { signal, localAddress } = this.#options
    const abort = () => this.#end({ kind: 'error', message: 'The client was stopped' })
    this.#socket.on('message', (message, sender) => this.#receive(message, sender))
    this.#socket.on('error', (error) => this.#end({ kind: 'error', message: error.message }))
    this.#timer = setTimeout(() => this.#timeOut(), this.#options.timeoutMilliseconds)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted === true) abort()
    else this.#socket.bind(0, localAddress, () => this.#sendAgain())
    const result = await this.#result.promise
    signal?.removeEventListener('abort', abort)
    return result
  }

  #receive(message: Uint8Array, sender: dgram.RemoteInfo): void {
    if (this.#options.lossInjector?.('receive', message) === true) return
    if (sender.address !== this.#options.address) return
    if (this.#serverPort !== undefined && sender.port !== this.#serverPort) return
    const decoded = decodePacket(message)
    if (!decoded.ok) return
    this.#serverPort = sender.port
    this.#handle(decoded.packet)
  }

  #handle(packet: TftpPacket): void {
    switch (packet.kind) {
      case 'data':
        this.#heard()
        this.#data(packet.block, packet.payload)
        return
      case 'option-acknowledgement':
        this.#heard()
        this.#optionAcknowledgement(packet.options)
        return
      case 'error':
        this.#end({
          kind: packet.code === tftpErrorCode.fileNotFound ? 'not-found' : 'error',
          message: packet.message || `error ${packet.code}`,
        })
        return
      case 'acknowledgement':
      case 'read-request':
      case 'write-request':
        return
      default:
        packet satisfies never
    }
  }

  #heard(): void {
    this.#waits = 0
    this.#timer?.refresh()
  }

  #optionAcknowledgement(options: readonly TftpOption[]): void {
    if (this.#received > 0) return
    if (this.#onlyProbe) {
      this.#sendError('Early terminate')
      this.#end({ kind: 'ok', bytes: new Uint8Array(0) })
      return
    }
    this.#blockSize = granted(options, 'blksize') ?? 512
    this.#windowSize = granted(options, 'windowsize') ?? 1
    this.#acknowledge()
  }

  #data(block: number, payload: Uint8Array): void {
    if (this.#onlyProbe) {
      this.#sendError('Early terminate')
      this.#end({ kind: 'ok', bytes: new Uint8Array(0) })
    } else if (block === ((this.#received + 1) & 0xffff)) this.#nextBlock(payload)
    else this.#answerGap()
  }

  #nextBlock(payload: Uint8Array): void {
    this.#pieces.push(payload)
    this.#received += 1
    this.#unacknowledged += 1
    const last = payload.length < this.#blockSize
    if (last || this.#unacknowledged >= this.#windowSize) this.#acknowledge()
    if (last) this.#end({ kind: 'ok', bytes: Buffer.concat(this.#pieces) })
  }

  /** RFC 7440 §4: tell the sender where the gap is, once per gap. In lock step: acknowledge again. */
  #answerGap(): void {
    if (this.#windowSize > 1 && this.#gapAnsweredAt === this.#received) return
    this.#gapAnsweredAt = this.#received
    this.#acknowledge()
  }

  #acknowledge(): void {
    this.#unacknowledged = 0
    const block = this.#received & 0xffff
    this.#lastSent = {
      packet: encodePacket({ kind: 'acknowledgement', block }),
      port: this.#serverPort ?? this.#options.port,
    }
    this.#sendAgain()
  }

  #sendError(message: string): void {
    const code = tftpErrorCode.notDefined
    this.#send(encodePacket({ kind: 'error', code, message }), this.#serverPort ?? 0)
  }

  #timeOut(): void {
    this.#waits += 1
    this.#gapAnsweredAt = -1
    if (this.#waits >= mostWaits) {
      const message = `No answer from ${this.#options.address} after ${mostWaits} waits`
      this.#end({ kind: 'timeout', message })
      return
    }
    if (this.#received > 0) this.#acknowledge()
    else this.#sendAgain()
    this.#timer?.refresh()
  }

  #sendAgain(): void {
    this.#send(this.#lastSent.packet, this.#lastSent.port)
  }

  #send(packet: Uint8Array, port: number): void {
    if (this.#options.lossInjector?.('send', packet) === true) return
    this.#socket.send(packet, port, this.#options.address)
  }

  /** The last packet may still be on its way through dgram's look-up: close behind it. */
  #end(result: TftpReadResult): void {
    clearTimeout(this.#timer)
    this.#socket.removeAllListeners('message')
    this.#result.resolve(result)
    setImmediate(() => this.#close())
  }

  #closed = false
  #close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#socket.close()
  }
}

function requestPacket(options: TftpReadOptions): Uint8Array {
  const asked: TftpOption[] = [{ name: 'tsize', value: '0' }]
  const { blockSize, windowSize, fileName } = options
  if (blockSize !== undefined) asked.push({ name: 'blksize', value: String(blockSize) })
  if (windowSize !== undefined) asked.push({ name: 'windowsize', value: String(windowSize) })
  return encodePacket({ kind: 'read-request', fileName, mode: 'octet', options: asked })
}

function granted(options: readonly TftpOption[], name: string): number | undefined {
  const value = Number(options.find((option) => option.name === name)?.value)
  return Number.isInteger(value) && value > 0 ? value : undefined
}

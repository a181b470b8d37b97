import type dgram from 'node:dgram'
import { type ByteSource, closeSource, sizeOf } from './byte-source.ts'
import type { TftpEvent } from './event.ts'
import { type NegotiationLimits, negotiate } from './negotiation.ts'
import { decodePacket, encodePacket, type TftpRequest, tftpErrorCode } from './packet.ts'
import { type ActiveRequest, RequestTable } from './request-table.ts'
import { type ResolveFile, resolveInTime } from './resolve.ts'
import type { TftpClientAddress, TransferEnd } from './transfer.ts'
import { LocalEngine, type TransferEngine, type TransferReport } from './transfer-engine.ts'
import type { TransferSocket } from './transfer-socket.ts'

/** The part of a bound dgram.Socket that requests arrive on. */
export type DatagramPort = Pick<dgram.Socket, 'on' | 'off' | 'close'>

export type TftpServerLimits = NegotiationLimits & {
  readonly maximumTransfers: number
  readonly maximumTransfersPerClient: number
}

export type TftpServerOptions = {
  /** Bound already, usually to port 69 by the broker; the server closes it when it stops. */
  readonly socket: DatagramPort
  /** One socket per transfer, on the address the clients know; see transfer-socket.ts. */
  readonly openTransferSocket: () => Promise<TransferSocket>
  readonly resolveFile: ResolveFile
  readonly onEvent?: (event: TftpEvent) => void
  /** Where transfers run; on this thread unless given (see worker-engine.ts). */
  readonly createEngine?: (report: (report: TransferReport) => void) => TransferEngine
  readonly limits?: Partial<TftpServerLimits>
  /** Milliseconds that never go back. */
  readonly clock?: () => number
}

export type TftpServer = {
  /** Begins to answer. Rejects when no socket for answers can be opened. */
  start(): Promise<void>
  /** Ends all transfers and closes all sockets. Safe to call twice. */
  stop(): Promise<void>
  /** Requests being answered right now. */
  readonly activeTransfers: number
}

/**
 * RFC 2348 allows 65464, but a block larger than the link's MTU less 32 octets of headers goes
 * out in fragments, and one lost fragment loses the block; small boot ROMs cannot put fragments
 * together at all. 1468 fits Ethernet's 1500 and is what the Pi's bootloader asks for.
 */
const defaultLimits: TftpServerLimits = {
  maximumBlockSize: 1468,
  maximumWindowSize: 64,
  maximumTransfers: 256,
  maximumTransfersPerClient: 16,
}

/**
 * A read-only TFTP server: RFC 1350 with the options of RFC 2347, 2348, 2349 and 7440. Throws
 * nothing at any packet; files come from `resolveFile` only.
 */
export function createTftpServer(options: TftpServerOptions): TftpServer {
  return new Server(options)
}

/** Decides what is answered; an engine does the sending. */
class Server implements TftpServer {
  readonly #options: TftpServerOptions
  readonly #limits: TftpServerLimits
  readonly #clock: () => number
  readonly #engine: TransferEngine
  readonly #requests = new RequestTable()
  /**
   * Refusals leave from here. Like other servers' they come from a port that is not 69: that is
   * the answer boot ROMs have been tried with.
   */
  #refusals: TransferSocket | undefined
  #nextId = 1
  #state: 'new' | 'running' | 'stopped' = 'new'

  constructor(options: TftpServerOptions) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#clock = options.clock ?? (() => performance.now())
    const report = (what: TransferReport) => this.#reported(what)
    this.#engine =
      options.createEngine?.(report) ?? new LocalEngine(options.openTransferSocket, report)
  }

  get activeTransfers(): number {
    return this.#requests.size
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw new Error('A TFTP server can be started once only')
    this.#state = 'running'
    this.#refusals = await this.#options.openTransferSocket()
    // A refusal that could not be sent is one the client did not get: it asks again.
    this.#refusals.on('error', () => undefined)
    this.#options.socket.on('message', this.#received)
    this.#options.socket.on('error', this.#failed)
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return
    this.#state = 'stopped'
    this.#options.socket.off('message', this.#received)
    this.#options.socket.close()
    await this.#engine.stop()
    this.#refusals?.close()
  }

  readonly #failed = (error: Error): void => {
    if (this.#state === 'stopped') return
    const message = `The TFTP socket failed: ${error.message}. Boards cannot fetch boot files until TFTP is started again.`
    this.#emit({ kind: 'failed', message })
    void this.stop()
  }

  /** Only requests belong here; anything else gets no answer, so that junk makes no echo. */
  readonly #received = (message: Uint8Array, sender: TftpClientAddress): void => {
    const decoded = decodePacket(message)
    // Nobody can be answered at port 0, and dgram throws when one tries.
    if (!decoded.ok || sender.port === 0) return
    const { packet } = decoded
    if (packet.kind !== 'read-request' && packet.kind !== 'write-request') return
    const client = { address: sender.address, port: sender.port }
    if (!this.#repeats(packet.fileName, client)) this.#accept(packet, client)
  }

  /**
   * A client that got no answer asks again from the same port: the first packet is sent once
   * more. One that has taken data before has started anew, and its old transfer is over.
   */
  #repeats(fileName: string, client: TftpClientAddress): boolean {
    const earlier = this.#requests.findByPort(client)
    if (earlier === undefined) return false
    const same = earlier.fileName === fileName && earlier.stage !== 'proven'
    if (same) this.#engine.repeatFirstPacket(earlier.id)
    else this.#abandon(earlier)
    return same
  }

  #abandon(request: ActiveRequest): void {
    const reason = 'Another request came from this port'
    if (request.stage === 'resolving') this.#end(request, 0, 0, { kind: 'replaced' })
    else this.#engine.cancel(request.id, { kind: 'replaced' }, reason)
  }

  #accept(packet: TftpRequest, client: TftpClientAddress): void {
    const { fileName, mode, options } = packet
    const request = this.#newRequest(fileName, client)
    this.#emit({ kind: 'request', ...identity(request), mode, options })
    const refusal = refusalOf(packet)
    const full = this.#fullness(client)
    if (refusal !== undefined) {
      this.#refuse(request, refusal.code, refusal.message)
      this.#emit({ kind: 'error', ...identity(request), message: refusal.message })
    } else if (full !== undefined) {
      this.#emit({ kind: 'busy', ...identity(request), message: full })
    } else {
      this.#requests.add(request)
      void this.#serve(request, packet)
    }
  }

  #newRequest(fileName: string, client: TftpClientAddress): ActiveRequest {
    const id = this.#nextId
    this.#nextId += 1
    return { id, client, fileName, begun: this.#clock(), stage: 'resolving', size: 0, blockSize: 0 }
  }

  #fullness(client: TftpClientAddress): string | undefined {
    const { maximumTransfers, maximumTransfersPerClient } = this.#limits
    if (this.#requests.size >= maximumTransfers) {
      return `${maximumTransfers} transfers are under way; the client will ask again.`
    }
    if (this.#requests.countOf(client.address) >= maximumTransfersPerClient) {
      return `${maximumTransfersPerClient} transfers to ${client.address} are under way; it will ask again.`
    }
    return undefined
  }

  async #serve(request: ActiveRequest, packet: TftpRequest): Promise<void> {
    const { fileName, client } = request
    const resolved = await resolveInTime(this.#options.resolveFile, fileName, client)
    const gone = this.#requests.find(request.id) === undefined || this.#state !== 'running'
    if (gone) this.#requests.remove(request)
    switch (resolved.kind) {
      case 'bytes':
      case 'file':
      case 'reader':
        if (gone) closeSource(resolved)
        else this.#begin(request, packet, resolved)
        return
      case 'not-found':
        if (!gone) this.#notFound(request)
        return
      case 'denied':
        if (!gone) this.#denied(request, resolved.message)
        return
      case 'failed':
        if (!gone) this.#resolveFailed(request, resolved.message)
        return
      default:
        resolved satisfies never
    }
  }

  #begin(request: ActiveRequest, packet: TftpRequest, source: ByteSource): void {
    const { id, client } = request
    const size = sizeOf(source)
    const negotiated = negotiate(packet.options, size, this.#limits)
    const { blockSize, windowSize, answers } = negotiated
    request.stage = 'offered'
    request.size = size
    request.blockSize = blockSize
    this.#emit({ kind: 'started', ...identity(request), size, blockSize, windowSize, answers })
    this.#engine.start({ id, client, negotiated, source })
  }

  #notFound(request: ActiveRequest): void {
    this.#requests.remove(request)
    this.#refuse(request, tftpErrorCode.fileNotFound, 'File not found')
    this.#emit({ kind: 'not-found', ...identity(request) })
  }

  #denied(request: ActiveRequest, message: string): void {
    this.#requests.remove(request)
    this.#refuse(request, tftpErrorCode.accessViolation, message)
    this.#emit({ kind: 'denied', ...identity(request), message })
  }

  #resolveFailed(request: ActiveRequest, reason: string): void {
    this.#requests.remove(request)
    this.#refuse(request, tftpErrorCode.notDefined, 'The station could not find out about the file')
    const message = `The station could not look up the file: ${reason}`
    this.#emit({ kind: 'error', ...identity(request), message })
  }

  #refuse(request: ActiveRequest, code: number, message: string): void {
    const { address, port } = request.client
    this.#refusals?.send(encodePacket({ kind: 'error', code, message }), port, address)
  }

  #reported(report: TransferReport): void {
    const request = this.#requests.find(report.id)
    if (request === undefined) return
    switch (report.kind) {
      case 'proven':
        request.stage = 'proven'
        return
      case 'progress':
        this.#emit({
          kind: 'progress',
          ...identity(request),
          ...this.#amount(request, report.bytes, 0),
        })
        return
      case 'ended':
        this.#end(request, report.bytes, report.resends, report.end)
        return
      default:
        report satisfies never
    }
  }

  #end(request: ActiveRequest, bytes: number, resends: number, end: TransferEnd): void {
    this.#requests.remove(request)
    this.#emit({ ...end, ...identity(request), ...this.#amount(request, bytes, resends) })
  }

  #amount(request: ActiveRequest, bytes: number, resends: number) {
    const milliseconds = Math.max(this.#clock() - request.begun, 0)
    const bytesPerSecond = milliseconds === 0 ? 0 : Math.round((bytes * 1000) / milliseconds)
    const { size, blockSize, stage } = request
    const isProven = stage === 'proven'
    return { bytes, size, blockSize, isProven, milliseconds, bytesPerSecond, resends }
  }

  #emit(event: TftpEvent): void {
    this.#options.onEvent?.(event)
  }
}

function identity(request: ActiveRequest) {
  return { id: request.id, client: request.client, fileName: request.fileName }
}

/**
 * What is refused without looking at the name. netascii (RFC 1350 §1) would have to change line
 * ends, and RFC 2349 could not tell its size beforehand; a kernel served that way is destroyed by
 * a client that changes them back, so it is refused rather than answered octet by octet. "mail"
 * is obsolete (RFC 1350 §1).
 */
function refusalOf(packet: TftpRequest): { code: number; message: string } | undefined {
  if (packet.kind === 'write-request') {
    const message = 'This server only gives files, it takes none'
    return { code: tftpErrorCode.accessViolation, message }
  }
  if (packet.mode !== 'octet') {
    const message = 'Only octet mode is served: set the client to binary'
    return { code: tftpErrorCode.illegalOperation, message }
  }
  return undefined
}

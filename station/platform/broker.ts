import { type ChildProcess, spawn } from 'node:child_process'
import dgram from 'node:dgram'
import net from 'node:net'
import {
  type BrokerRefusal,
  brokerMissing,
  collectErrorText,
  refusalOfExit,
} from './broker-refusal.ts'

/** What the broker may open; native/README.md has the same list. UDP port 0 is any free port. */
export type SocketRequest =
  | { readonly protocol: 'udp'; readonly port: 0 | 53 | 67 | 68 | 69 | 4011 }
  | { readonly protocol: 'tcp'; readonly port: number; readonly address?: string }

export type SocketRequests = Readonly<Record<string, SocketRequest>>

/** The sockets under the names the requests had: UDP ones bound, TCP ones listening. */
export type BoundSockets<Requests extends SocketRequests> = {
  readonly [Name in keyof Requests]: Requests[Name]['protocol'] extends 'udp'
    ? dgram.Socket
    : net.Server
}

export interface OpenBoundSocketsOptions<Requests extends SocketRequests> {
  readonly brokerPath: string
  readonly interfaceName: string
  readonly requests: Requests
  /** For tests and demos without a network port. */
  readonly allowLoopback?: boolean
  readonly limitMs?: number
}

export type OpenBoundSocketsResult<Requests extends SocketRequests> =
  | { readonly kind: 'ok'; readonly sockets: BoundSockets<Requests> }
  | BrokerRefusal

const defaultLimitMs = 10_000

/**
 * Opens sockets that receive from and send to one network interface only, through the broker.
 * Either all are open, or none is and the reason is returned; it never rejects.
 *
 * A `net.Server` is already accepting: attach its 'connection' listener at once. To serve HTTP,
 * `server.on('connection', (socket) => httpServer.emit('connection', socket))`.
 */
export async function openBoundSockets<const Requests extends SocketRequests>(
  options: OpenBoundSocketsOptions<Requests>,
): Promise<OpenBoundSocketsResult<Requests>> {
  const names = Object.keys(options.requests)
  const result = await runBroker(options, names.length)
  if (result.kind === 'refused') return result
  const sockets = Object.fromEntries(names.map((name, index) => [name, result.sockets.get(index)]))
  return { kind: 'ok', sockets: sockets as BoundSockets<Requests> }
}

/**
 * Opens `count` (1 to 64) UDP sockets on free ports of the interface: for TFTP transfers, whose
 * answers would otherwise follow the routing table and may leave on another interface.
 */
export async function openTransferSockets(
  options: Omit<OpenBoundSocketsOptions<SocketRequests>, 'requests'> & { readonly count: number },
): Promise<{ readonly kind: 'ok'; readonly sockets: readonly dgram.Socket[] } | BrokerRefusal> {
  const request: SocketRequest = { protocol: 'udp', port: 0 }
  const entries = Array.from({ length: options.count }, (_, index) => [`${index}`, request])
  const requests: Record<string, { protocol: 'udp'; port: 0 }> = Object.fromEntries(entries)
  const result = await openBoundSockets({ ...options, requests })
  return result.kind === 'ok' ? { kind: 'ok', sockets: Object.values(result.sockets) } : result
}

type HandedOver = dgram.Socket | net.Server
/** The sockets by the place of their request in the argument list. */
type BrokerRun =
  | { readonly kind: 'ok'; readonly sockets: ReadonlyMap<number, HandedOver> }
  | BrokerRefusal

function runBroker(
  options: OpenBoundSocketsOptions<SocketRequests>,
  count: number,
): Promise<BrokerRun> {
  const limitMs = options.limitMs ?? defaultLimitMs
  const child = startBroker(options)
  if (child instanceof Error) return Promise.resolve(brokerMissing(options.brokerPath, child))
  return new Promise((resolve) => {
    const sockets = new Map<number, HandedOver>()
    let ended = false
    const readErrorText = collectErrorText(child)
    const end = (result: BrokerRun) => {
      if (ended) return
      ended = true
      clearTimeout(limit)
      for (const socket of sockets.values()) socket.off('error', failed)
      if (result.kind === 'refused') {
        for (const socket of sockets.values()) socket.close()
        child.kill('SIGKILL')
      }
      resolve(result)
    }
    const failed = (error: Error) => end(socketFailed(options.interfaceName, error))
    const limit = setTimeout(() => end(timedOut(options.interfaceName, limitMs)), limitMs)
    child.on('error', (error) => end(brokerMissing(options.brokerPath, error)))
    child.on('message', (message, handle) => {
      if (!(handle instanceof dgram.Socket || handle instanceof net.Server)) return
      const index = indexIn(message)
      if (ended || index < 0 || index >= count || sockets.has(index)) handle.close()
      else sockets.set(index, handle.on('error', failed))
    })
    // 'close', not 'exit': it comes after the last line of the IPC channel and of stderr.
    child.on('close', (code) => {
      if (code === 0 && sockets.size === count) end({ kind: 'ok', sockets })
      else end(refusalOfExit(code, readErrorText(), 'handover-failed'))
    })
  })
}

/** Which request a socket answers: the broker's `bootbenchSocket`; Infinity when it does not say. */
function indexIn(message: unknown): number {
  const isLabelled = typeof message === 'object' && message !== null && 'bootbenchSocket' in message
  const index = isLabelled ? message.bootbenchSocket : null
  return Number.isInteger(index) ? Number(index) : Number.POSITIVE_INFINITY
}

/** Arguments that no program can be given (a NUL byte, too many) are thrown by spawn itself. */
function startBroker(options: OpenBoundSocketsOptions<SocketRequests>): ChildProcess | Error {
  try {
    // The empty environment is filled by Node with the IPC variables; the broker needs no others.
    return spawn(options.brokerPath, brokerArguments(options), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {},
    })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function brokerArguments(options: OpenBoundSocketsOptions<SocketRequests>): string[] {
  const requests = Object.values(options.requests).map((request) => {
    const address = request.protocol === 'tcp' && request.address ? `@${request.address}` : ''
    return `${request.protocol}:${request.port}${address}`
  })
  const loopback = options.allowLoopback === true ? ['--allow-loopback'] : []
  return ['--interface', options.interfaceName, ...loopback, ...requests]
}

function timedOut(interfaceName: string, limitMs: number): BrokerRefusal {
  const message = `the broker did not open the sockets on ${interfaceName} within ${limitMs} ms and was stopped; try again`
  return { kind: 'refused', code: 'timed-out', message }
}

function socketFailed(interfaceName: string, error: Error): BrokerRefusal {
  const message = `a socket on ${interfaceName} failed as soon as it was open (${error.message}); check that the interface is still there and try again`
  return { kind: 'refused', code: 'system-error', message }
}

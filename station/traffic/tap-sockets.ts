import type dgram from 'node:dgram'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { BenchSockets } from '../platform/bench-sockets.ts'
import type { DatagramPort } from '../platform/datagram-port.ts'
import { dhcpClue, dhcpObservation } from './dhcp-entry.ts'
import { httpObservation } from './http-entry.ts'
import type { TrafficRecorder } from './recorder.ts'
import { createRoutineRequests, type RoutineRequests } from './routine-requests.ts'
import { tftpRequestObservation } from './tftp-entry.ts'
import type { Endpoint } from './traffic-record.ts'

/** The ports of the protocols; simulated boards on loopback use others, for which these stand in the records. */
const dhcpPort = 67
const proxyDhcpPort = 4011
export const tftpPort = 69

export type TapOptions = {
  readonly recorder: TrafficRecorder
  /** The station's own address on the bench. */
  readonly address: string
  readonly clock: () => number
  /** The board that a request's `Authorization` header stands for, or null. */
  readonly boardOfAuthorization: (header: string) => string | null
}

/**
 * The same sockets, with everything that goes through them recorded: DHCP datagrams in both directions, requests to the TFTP port, requests to the
 * HTTP server. What the TFTP server answers is told by its events (tftp-entry.ts).
 */
export function tapSockets(sockets: BenchSockets, options: TapOptions): BenchSockets {
  const { recorder, address } = options
  recordTftpRequests(sockets.tftp, recorder, { address, port: tftpPort })
  return {
    ...sockets,
    dhcp: tapDatagrams(sockets.dhcp, recorder, { address, port: dhcpPort }),
    proxyDhcp: tapDatagrams(sockets.proxyDhcp, recorder, { address, port: proxyDhcpPort }),
    listen: (server) => {
      recordRequests(server, options)
      return sockets.listen(server)
    },
  }
}

function tapDatagrams(
  port: DatagramPort,
  recorder: TrafficRecorder,
  local: Endpoint,
): DatagramPort {
  return {
    send: (bytes, remotePort, address) => {
      const remote = { address, port: remotePort }
      recorder.record(dhcpObservation({ direction: 'sent', bytes, local, remote }))
      return port.send(bytes, remotePort, address)
    },
    onMessage: (listener) =>
      port.onMessage((bytes, remote) => {
        recorder.recordLazily(dhcpClue(bytes), () =>
          dhcpObservation({ direction: 'received', bytes, local, remote }),
        )
        listener(bytes, remote)
      }),
    close: () => port.close(),
  }
}

function recordTftpRequests(
  socket: dgram.Socket,
  recorder: TrafficRecorder,
  local: Endpoint,
): void {
  socket.on('message', (bytes, { address, port }) => {
    recorder.recordLazily({ kind: 'ip', address }, () =>
      tftpRequestObservation(bytes, local, { address, port }),
    )
  })
}

/** Servers that are recorded already: the station's board server stays the same when serving starts again. */
const tapped = new WeakSet<Server>()

function recordRequests(
  server: Server,
  { recorder, clock, boardOfAuthorization }: TapOptions,
): void {
  if (tapped.has(server)) return
  tapped.add(server)
  const routine = createRoutineRequests(clock)
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const boardId = boardOfAuthorization(request.headers.authorization ?? '')
    const startedAt = clock()
    const exchange = { request, response, startedAt, boardId, ...endpointsOf(request.socket) }
    // Node keeps the headers of an answer only if there was one before writeHead(); it would add this very one.
    response.setHeader('Date', new Date().toUTCString())
    response.once('close', () => recordExchange(exchange, recorder, routine))
  })
}

function recordExchange(
  exchange: Parameters<typeof httpObservation>[0],
  recorder: TrafficRecorder,
  routine: RoutineRequests,
): void {
  const observation = httpObservation(exchange)
  const { statusCode } = exchange.response
  const left = routine.pass(exchange.remote.address, observation.topic.about, statusCode)
  if (left === null) return
  const more = left === 0 ? '' : ` (and ${left} like it before)`
  recorder.record({ ...observation, summary: `${observation.summary}${more}` })
}

function endpointsOf(socket: Socket): { local: Endpoint; remote: Endpoint } {
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
  return {
    local: { address: plainAddress(localAddress), port: localPort },
    remote: { address: plainAddress(remoteAddress), port: remotePort },
  }
}

/** An IPv4 address that an IPv6 socket tells (RFC 4291 section 2.5.5.2), as itself. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}

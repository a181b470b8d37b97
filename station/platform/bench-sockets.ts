import dgram from 'node:dgram'
import type { Server } from 'node:http'
import type net from 'node:net'
import { adoptListener } from './adopt-listener.ts'
import { openBoundSockets } from './broker.ts'
import { createDatagramPort, type DatagramPort } from './datagram-port.ts'
import { createLoopbackDhcpPort } from './loopback-dhcp-port.ts'
import { TransferSocketPool } from './transfer-socket-pool.ts'

/** Where the station serves boards. */
export type BenchPlace =
  | {
      /** A network port of this computer; the sockets are bound to it by the broker. */
      readonly kind: 'interface'
      readonly interfaceName: string
      readonly address: string
      readonly httpPort: number
      readonly brokerPath: string
      /** The program that sends the blocks of boot files; without it the station does so itself. */
      readonly moverPath: string
    }
  | {
      /** Simulated boards on this computer, without any rights. */
      readonly kind: 'loopback'
      readonly address: string
      readonly httpPort: number
      readonly dhcpPort: number
      readonly tftpPort: number
      readonly moverPath: string
    }

/** Every socket of one bench. The servers that they are given to close them. */
export type BenchSockets = {
  readonly kind: 'ok'
  readonly dhcp: DatagramPort
  readonly proxyDhcp: DatagramPort
  readonly tftp: dgram.Socket
  readonly openTransferSocket: () => Promise<dgram.Socket>
  /** Makes the HTTP server listen here; resolves with the port. */
  readonly listen: (server: Server) => Promise<number>
  /** Closes all that is still open, whether a server was given it or not. */
  readonly close: () => void
}

export type BenchRefusal = {
  readonly kind: 'refused'
  readonly code: string
  readonly message: string
}

/** Opens the sockets of a bench, all or none. `onFailure` hears of a socket that failed later: its server hears nothing more. */
export function openBenchSockets(
  place: BenchPlace,
  onFailure: (error: Error) => void,
): Promise<BenchSockets | BenchRefusal> {
  return place.kind === 'interface'
    ? openOnInterface(place, onFailure)
    : openOnLoopback(place, onFailure)
}

async function openOnInterface(
  place: Extract<BenchPlace, { kind: 'interface' }>,
  onFailure: (error: Error) => void,
): Promise<BenchSockets | BenchRefusal> {
  const { interfaceName, address, httpPort, brokerPath } = place
  const opened = await openBoundSockets({
    brokerPath,
    interfaceName,
    requests: {
      dhcp: { protocol: 'udp', port: 67 },
      proxyDhcp: { protocol: 'udp', port: 4011 },
      tftp: { protocol: 'udp', port: 69 },
      http: { protocol: 'tcp', port: httpPort, address },
    },
  })
  if (opened.kind === 'refused') return opened
  const { dhcp, proxyDhcp, tftp, http } = opened.sockets
  // Answers of TFTP must leave on the chosen interface too, also when another one carries the same subnet.
  const pool = new TransferSocketPool({ brokerPath, interfaceName })
  return {
    kind: 'ok',
    dhcp: createDatagramPort(dhcp, onFailure),
    proxyDhcp: createDatagramPort(proxyDhcp, onFailure),
    tftp,
    openTransferSocket: () => pool.take(),
    listen: async (server) => adoptListener(server, http),
    close: () => {
      pool.stop()
      closeAll([dhcp, proxyDhcp, tftp, http])
    },
  }
}

/** Closing what is closed already is fine: its server was faster. */
function closeAll(sockets: readonly (dgram.Socket | net.Server)[]): void {
  for (const socket of sockets) {
    try {
      socket.close()
    } catch (error) {
      const isClosed =
        error instanceof Error && 'code' in error && error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING'
      if (!isClosed) throw error
    }
  }
}

async function openOnLoopback(
  place: Extract<BenchPlace, { kind: 'loopback' }>,
  onFailure: (error: Error) => void,
): Promise<BenchSockets | BenchRefusal> {
  const opened: dgram.Socket[] = []
  try {
    for (const port of [place.dhcpPort, 0, place.tftpPort]) {
      opened.push(await bindUdp(port, place.address))
    }
  } catch (error) {
    for (const socket of opened) socket.close()
    return {
      kind: 'refused',
      code: 'port-in-use',
      message: `A port for simulated boards could not be opened on ${place.address}: ${String(error)}. Another station may be running; end it, or choose other ports.`,
    }
  }
  const [dhcp, proxyDhcp, tftp] = opened as [dgram.Socket, dgram.Socket, dgram.Socket]
  return {
    kind: 'ok',
    dhcp: createLoopbackDhcpPort(createDatagramPort(dhcp, onFailure)),
    proxyDhcp: createDatagramPort(proxyDhcp, onFailure),
    tftp,
    openTransferSocket: () => bindUdp(0, place.address),
    listen: (server) => listenOn(server, place.httpPort, place.address),
    close: () => closeAll([dhcp, proxyDhcp, tftp]),
  }
}

function bindUdp(port: number, address: string): Promise<dgram.Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<dgram.Socket>()
  const socket = dgram.createSocket({
    type: 'udp4',
    // Node looks up even an IP address for each packet, in a later turn of its loop; this answers at once.
    lookup: (hostname, _options, callback) => callback(null, hostname, 4),
  })
  socket.once('error', reject)
  socket.bind(port, address, () => {
    socket.off('error', reject)
    resolve(socket)
  })
  return promise
}

function listenOn(server: Server, port: number, address: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', reject)
  server.listen(port, address, () => {
    server.off('error', reject)
    const bound = server.address()
    resolve(typeof bound === 'object' && bound !== null ? bound.port : port)
  })
  return promise
}

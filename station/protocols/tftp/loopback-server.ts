import dgram from 'node:dgram'
import { createTftpServer, type TftpServer, type TftpServerOptions } from './server.ts'
import { openTransferSocket } from './transfer-socket.ts'

const loopback = '127.0.0.1'

export type LoopbackServerOptions = Omit<TftpServerOptions, 'socket' | 'openTransferSocket'> & {
  /** A free port unless given. */
  readonly port?: number
}

/** A running server on 127.0.0.1, for tests and benchmarks: no rights, no interface of its own. */
export async function startLoopbackServer(
  options: LoopbackServerOptions,
): Promise<{ readonly server: TftpServer; readonly address: string; readonly port: number }> {
  const { port = 0, ...rest } = options
  const socket = dgram.createSocket('udp4')
  const bound = Promise.withResolvers<void>()
  socket.once('error', bound.reject)
  socket.bind(port, loopback, () => bound.resolve())
  await bound.promise
  socket.off('error', bound.reject)
  const server = createTftpServer({
    ...rest,
    socket,
    openTransferSocket: () => openTransferSocket(loopback),
  })
  await server.start()
  return { server, address: loopback, port: socket.address().port }
}

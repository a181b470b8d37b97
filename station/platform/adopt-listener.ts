import type { Server } from 'node:http'
import type net from 'node:net'

/**
 * Gives the connections of a listening socket that the broker opened to an HTTP server, under the same limits as if the
 * server listened itself. The listener is closed when the server is. Returns the port.
 */
export function adoptListener(server: Server, listener: net.Server): number {
  // Counted by the socket that accepts, not by the server.
  listener.maxConnections = server.maxConnections
  listener.on('connection', (socket) => server.emit('connection', socket))
  server.once('close', () => listener.close())
  // Node begins to look after late headers (headersTimeout) when a server says that it listens, and this one never does.
  server.emit('listening')
  const address = listener.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

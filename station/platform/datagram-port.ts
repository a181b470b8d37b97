import type dgram from 'node:dgram'

/** A UDP socket in the small shape that the protocol servers ask for. */
export interface DatagramPort {
  /** Rejects when the system did not take the datagram. */
  send(bytes: Uint8Array, port: number, address: string): Promise<void>
  onMessage(
    listener: (
      bytes: Uint8Array,
      source: { readonly address: string; readonly port: number },
    ) => void,
  ): void
  close(): Promise<void>
}

/**
 * Wraps a bound socket. `onFailure` is told once when the socket itself fails (its interface is
 * gone, say): the server behind it hears nothing more and must be started anew.
 */
export function createDatagramPort(
  socket: dgram.Socket,
  onFailure: (error: Error) => void,
): DatagramPort {
  let isClosed = false
  socket.once('close', () => {
    isClosed = true
  })
  socket.once('error', (error) => {
    socket.on('error', () => undefined)
    onFailure(error)
  })
  return {
    send: (bytes, port, address) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error('the socket is closed'))
        socket.send(bytes, port, address, (error) => (error ? reject(error) : resolve()))
      }),
    onMessage: (listener) => {
      socket.on('message', (bytes, { address, port }) => listener(bytes, { address, port }))
    },
    close: () =>
      new Promise((resolve) => {
        if (isClosed) return resolve()
        socket.close(resolve)
      }),
  }
}

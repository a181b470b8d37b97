import dgram from 'node:dgram'

/** The part of a dgram.Socket that a transfer uses. */
export type TransferSocket = Pick<dgram.Socket, 'on' | 'send' | 'connect' | 'close'>

/**
 * A UDP socket on `address` and a port of the system's choice: the server's transfer identifier
 * of RFC 1350 §4. One is opened for every transfer.
 *
 * It comes unconnected: RFC 1350 §4 wants a stranger's packet answered with ERROR 5, and a
 * connected socket never shows it to us (long transfers connect it later, see transfer.ts). Node
 * looks up the address of every packet that an unconnected socket sends, by way of dns.lookup and
 * a later turn of the loop, even if it is an IP address; the `lookup` given here answers at once.
 */
export function openTransferSocket(address: string): Promise<dgram.Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<dgram.Socket>()
  const socket = dgram.createSocket({ type: 'udp4', lookup: answerAtOnce })
  socket.once('error', reject)
  socket.bind(0, address, () => {
    socket.off('error', reject)
    resolve(socket)
  })
  return promise
}

type LookupCallback = (error: Error | null, address: string, family: number) => void

function answerAtOnce(address: string, _options: unknown, callback: LookupCallback): void {
  callback(null, address, 4)
}

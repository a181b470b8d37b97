import { createSocket } from 'node:dgram'

/** The address that a board got, and where its boot files are. */
export interface NetbootLease {
  readonly address: string
  readonly prefixLength: number
  readonly router?: string
  /** Address of the TFTP server. */
  readonly server: string
}

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export type DatagramHandler = (bytes: Uint8Array, from: Endpoint) => void

/** An open UDP socket of a board. */
export interface BoardSocket {
  /** Sends and forgets: a datagram that cannot leave is as lost as one on a bad cable. */
  send(bytes: Uint8Array, to: Endpoint): void
  close(): void
}

/** How a board reaches the bench: the one thing that the two forms of the simulator do differently. */
export interface BoardNetwork {
  /** Opens the socket that DHCP is spoken on and says where requests are sent. */
  openDhcp(onDatagram: DatagramHandler): Promise<{ socket: BoardSocket; server: Endpoint }>
  /** Opens a socket for TFTP from the board's own address. */
  openTftp(lease: NetbootLease, onDatagram: DatagramHandler): Promise<BoardSocket>
  /** Where the TFTP server of a lease listens. */
  tftpServer(lease: NetbootLease): Endpoint
  /** Takes the address. */
  configure(lease: NetbootLease): Promise<void>
  /** Gives up the address: the power went off or the board starts anew. */
  release(): Promise<void>
}

/** Says of each datagram, in either direction, whether it is lost. */
export type LossRule = () => boolean

/** Loses so many percent of all datagrams; asked anew for each of them. */
export function randomLoss(percent: () => number, random: () => number = Math.random): LossRule {
  return () => random() * 100 < percent()
}

/**
 * Opens a UDP socket of a board.
 * @throws when the address or port cannot be bound.
 */
export function openBoardSocket(
  local: { address: string; port: number; broadcast?: boolean },
  isLost: LossRule,
  onDatagram: DatagramHandler,
): Promise<BoardSocket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: local.port !== 0 })
  let open = true
  let leaving = 0
  socket.on('message', (bytes, from) => {
    if (!isLost()) onDatagram(bytes, from)
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ address: local.address, port: local.port, exclusive: true }, () => {
      socket.removeListener('error', reject)
      // A refused port or a missing route is only one more way to lose a datagram.
      socket.on('error', () => undefined)
      if (local.broadcast === true) socket.setBroadcast(true)
      const left = (): void => {
        leaving -= 1
        if (!open && leaving === 0) socket.close()
      }
      resolve({
        send(bytes, to) {
          if (!open || isLost()) return
          leaving += 1
          socket.send(bytes, to.port, to.address, left)
        },
        close() {
          // What was sent a moment ago is not out yet: the last acknowledgement of a file would be lost.
          if (open && leaving === 0) socket.close()
          open = false
        },
      })
    })
  })
}

import {
  type BoardNetwork,
  type Endpoint,
  type LossRule,
  openBoardSocket,
} from './board-network.ts'

export interface LoopbackNetworkOptions {
  /** Where the station takes DHCP requests, for example 127.77.0.1 and a high port. */
  readonly dhcpServer: Endpoint
  /** Port of the station's TFTP server. Its address comes from the lease. */
  readonly tftpPort: number
  readonly isLost: LossRule
}

/**
 * A board on the loopback interface, which needs no rights. There is no broadcast: the board sends to the station from a port of its
 * own and is answered there. Its address must be in 127.0.0.0/8, all of which a Linux machine has without being told.
 */
export function createLoopbackNetwork(options: LoopbackNetworkOptions): BoardNetwork {
  return {
    async openDhcp(onDatagram) {
      const local = { address: '127.0.0.1', port: 0 }
      const socket = await openBoardSocket(local, options.isLost, onDatagram)
      return { socket, server: options.dhcpServer }
    },
    openTftp: (lease, onDatagram) =>
      openBoardSocket({ address: lease.address, port: 0 }, options.isLost, onDatagram),
    tftpServer: (lease) => ({ address: lease.server, port: options.tftpPort }),
    configure: () => Promise.resolve(),
    release: () => Promise.resolve(),
  }
}

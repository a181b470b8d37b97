import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type BoardNetwork, type LossRule, openBoardSocket } from './board-network.ts'

const run = promisify(execFile)

/** RFC 2131 section 4.1: a client listens on port 68 and sends to port 67. */
const dhcpClientPort = 68
const dhcpServer = { address: '255.255.255.255', port: 67 }
const tftpPort = 69

/**
 * A board in a network namespace of its own, in which this process already runs, with one interface. Sends real
 * broadcasts from 0.0.0.0 port 68 and gives the interface its address with `ip`.
 */
export function createNamespaceNetwork(interfaceName: string, isLost: LossRule): BoardNetwork {
  const ip = async (...words: string[]): Promise<void> => {
    await run('ip', words)
  }
  const release = async (): Promise<void> => {
    await ip('-4', 'address', 'flush', 'dev', interfaceName)
    // Without an address there is no route that a broadcast could take.
    await ip('route', 'replace', '255.255.255.255/32', 'dev', interfaceName)
  }
  return {
    async openDhcp(onDatagram) {
      await release()
      const local = { address: '0.0.0.0', port: dhcpClientPort, broadcast: true }
      return { socket: await openBoardSocket(local, isLost, onDatagram), server: dhcpServer }
    },
    openTftp: (lease, onDatagram) =>
      openBoardSocket({ address: lease.address, port: 0 }, isLost, onDatagram),
    tftpServer: (lease) => ({ address: lease.server, port: tftpPort }),
    async configure(lease) {
      const address = `${lease.address}/${lease.prefixLength}`
      await ip('address', 'replace', address, 'dev', interfaceName)
      if (lease.router !== undefined) await ip('route', 'replace', 'default', 'via', lease.router)
    },
    release,
  }
}

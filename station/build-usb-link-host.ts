import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { type Refusal, refusal } from '../contract/errors.ts'
import { createBrokerAddressing } from './network/broker-addressing.ts'
import { createNetworkManagerAddressing } from './network/network-manager-addressing.ts'
import type { PortAddressing } from './network/port-addressing.ts'
import { interfacesByMac } from './platform/interface-macs.ts'
import { openJsonFile } from './storage/json-file.ts'
import { parseRoutes } from './usb-link/link-network.ts'
import type { LinkHost, Listening } from './usb-link/usb-links.ts'

/** The part of a computer that simulated boards replace. */
export type LinkComputer = Pick<LinkHost, 'interfacesByMac' | 'routes' | 'hold'>

/** This Linux computer. Where there is no /sys/class/net no board ever appears, which is then said of each. */
export function thisComputer(options: {
  readonly brokerPath: string
  readonly dataFolder: string
  readonly log: (message: string) => void
}): LinkComputer {
  // NetworkManager would ask for an address on each new interface. What a killed station has taken from it is found again with the
  // interface, taken once more, and given back at the end.
  const owed = openJsonFile({
    path: join(options.dataFolder, 'usb-boot', 'network-manager.json'),
    schema: z.array(z.string()),
    orElse: [],
    log: options.log,
  })
  const addressingFor = (onLost: (message: string) => void): PortAddressing =>
    createNetworkManagerAddressing(createBrokerAddressing(options.brokerPath, onLost), owed)
  return {
    interfacesByMac,
    // Not Linux, or no IPv4: nothing leads anywhere that could be in the way.
    routes: async () => parseRoutes(await readFile('/proc/net/route', 'utf8').catch(() => '')),
    hold: async (interfaceName, { stationAddress, boardAddress }, onLost) => {
      const held = await addressingFor((message) => {
        options.log(`usb-link: ${message}`)
        onLost()
      }).hold({
        interfaceName,
        address: stationAddress,
        prefixLength: 32,
        peer: boardAddress,
        address6: null,
        internetThrough: null,
      })
      if (held.kind === 'refused') return held
      return {
        kind: 'held',
        release: async () => {
          const released = await held.release()
          if (released.kind === 'refused') options.log(`usb-link: ${released.message}`)
        },
      }
    },
  }
}

/** Serves boards at one more address, and only those that `isBoard` knows: the address may be reachable from other networks too. */
export async function listenForLinks(
  newServer: (baseUrl: () => string) => Server,
  address: string,
  port: number,
  isBoard: (remoteAddress: string) => boolean,
): Promise<Listening | Refusal> {
  const server = newServer(() => `http://${address}:${port}`)
  server.on('connection', (socket) => {
    if (!isBoard(socket.remoteAddress ?? '')) socket.destroy()
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, address, resolve)
  try {
    await promise
  } catch (error) {
    return refusal(
      'usb-link-not-served',
      `Boards on USB cables can't reach the station: it can't listen on ${address}, port ${port} (${String(error)}). End what uses this port; the station tries again by itself.`,
    )
  }
  return {
    kind: 'listening',
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

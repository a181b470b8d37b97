import { SimulatedCables, type SimulatedCablesOptions } from '../../simulator/usb-agent.ts'
import type { UsbLinkWorld } from '../../station/build-usb-agent.ts'
import { stationAddressOf } from '../../station/usb-link/link-network.ts'
import { freePort } from './free-port.ts'

/** All of 127.0.0.0/8 is this computer itself on Linux. */
const network = '127.82.0.0'

/** Cables of simulated boards, and what they are for a station: interfaces that come and go, and a network on loopback. */
export async function createDemoCables(
  options: SimulatedCablesOptions,
): Promise<{ readonly cables: SimulatedCables; readonly usbLink: UsbLinkWorld }> {
  const cables = new SimulatedCables(options)
  const port = await freePort(stationAddressOf(network))
  return {
    cables,
    usbLink: { computer: cables.computer, networks: [network], port, isLoopback: true },
  }
}

import { createSimulatedHub } from '../../simulator/power-hub.ts'
import { createXra1200 } from '../../simulator/power-xra1200.ts'
import type { SimulatedSerialPorts } from '../../simulator/serial-ports.ts'
import type { SimulatedUsbBus } from '../../simulator/usb-bus.ts'
import { createClusterHat } from '../../station/power/cluster-hat.ts'
import type { PowerDriver } from '../../station/power/power-driver.ts'
import { demoUsbHub } from './usb-boards.ts'

/** The solder link "power-on state" is open: the nodes begin on. */
const allHigh = 0xff

/** A ClusterHAT that feeds the nodes p1 to p4, and a hub that feeds the boards on USB cables: what loses its power is gone. */
export function createDemoPower(
  serialPorts: SimulatedSerialPorts,
  usbBus: SimulatedUsbBus,
): readonly PowerDriver[] {
  return [
    createClusterHat({
      device: createXra1200(allHigh, serialPorts.plug).chip,
      version: { major: 2, minor: 6 },
      hubPath: async () => '1-1',
    }),
    createSimulatedHub(demoUsbHub, 4, (port, isOn) => usbBus.power(`${demoUsbHub}.${port}`, isOn)),
  ]
}

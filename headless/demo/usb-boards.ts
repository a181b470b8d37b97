import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SimulatedUsbBoard } from '../../simulator/usb-board.ts'
import { SimulatedUsbBus } from '../../simulator/usb-bus.ts'
import { usbBootFolder } from '../../station/build-usb-boards.ts'

const kibibyte = 1024
/** The hub that they hang on; the nodes are on another one. */
export const demoUsbHub = '1-2'

/**
 * Two boards on USB cables, one of which fails, and boot files that stand for Raspberry Pi's own. `timeScale` makes them faster than
 * real ones.
 */
export function createDemoUsb(dataFolder: string, timeScale = 1): SimulatedUsbBus {
  const pace = { returning: 1_500 * timeScale, file: 700 * timeScale }
  makeDemoUsbFiles(dataFolder)
  const bus = new SimulatedUsbBus()
  bus.plug(
    new SimulatedUsbBoard({
      path: `${demoUsbHub}.2`,
      chip: 'bcm2711',
      pace,
      metadata: [
        ['USER_SERIAL_NUM', '5eb0a7d1'],
        ['MAC_ADDR', 'd8:3a:dd:5e:b0:a7'],
        ['USER_BOARDREV', 'b03141'],
        ['BOOT_ROM', '0000c8b0'],
        ['JTAG_LOCKED', '0'],
      ],
    }),
  )
  bus.plug(
    new SimulatedUsbBoard({
      path: `${demoUsbHub}.4`,
      chip: 'bcm2837',
      pace,
      faults: { neverReturns: true },
    }),
  )
  return bus
}

function makeDemoUsbFiles(dataFolder: string): void {
  const files = {
    'bootcode.bin': 52 * kibibyte,
    'bootcode4.bin': 104 * kibibyte,
    'config.txt': 0,
    'start.elf': 600 * kibibyte,
    'boot.img': 2_000 * kibibyte,
  }
  for (const target of ['agent', 'mass-storage'] as const) {
    for (const [name, size] of Object.entries(files)) {
      const path = join(usbBootFolder(dataFolder, target), name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, size === 0 ? 'boot_ramdisk=1\n' : Buffer.alloc(size))
    }
  }
}

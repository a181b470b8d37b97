import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SimulatedCables } from '../../simulator/usb-agent.ts'
import { SimulatedUsbBoard } from '../../simulator/usb-board.ts'
import { SimulatedUsbBus } from '../../simulator/usb-bus.ts'
import { usbBootFolder } from '../../station/build-usb-boards.ts'
import { bootCodeNames } from '../../station/protocols/rpiboot/chip.ts'
import { makeEepromImage } from '../../station/protocols/rpiboot/eeprom-image.ts'
import { recoveryFolder } from '../../station/usbboot/recovery-files.ts'

const kibibyte = 1024
/** The hub that they hang on; the nodes are on another one. */
export const demoUsbHub = '1-2'

/**
 * Three boards on USB cables, one of which fails, and boot files that stand for Raspberry Pi's own. `timeScale` makes them faster than
 * real ones. With `cables` those that boot our agent run it.
 */
export function createDemoUsb(
  dataFolder: string,
  timeScale = 1,
  cables: SimulatedCables | null = null,
): SimulatedUsbBus {
  const pace = { returning: 1_500 * timeScale, file: 700 * timeScale }
  makeDemoUsbFiles(dataFolder)
  makeDemoRecovery(dataFolder)
  const bus = new SimulatedUsbBus()
  const onBooted = (board: SimulatedUsbBoard, power: AbortSignal): void =>
    cables?.booted(board, power, () => bus.plug(board))
  bus.plug(
    new SimulatedUsbBoard({
      path: `${demoUsbHub}.2`,
      chip: 'bcm2711',
      pace,
      onBooted,
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
      path: `${demoUsbHub}.3`,
      chip: 'bcm2712',
      pace,
      onBooted,
      metadata: [
        ['USER_SERIAL_NUM', 'c5a1b2c3'],
        ['MAC_ADDR', '2c:cf:67:a1:b2:c3'],
        ['USER_BOARDREV', 'c04180'],
        ['BOOT_ROM', '0000000a'],
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
    'bootcode5.bin': 104 * kibibyte,
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

/** What stands for Raspberry Pi's folders `recovery` and `recovery5`: a program that simulated boards run, and images in the real format. */
function makeDemoRecovery(dataFolder: string): void {
  const configs = {
    bcm2711: ['BOOT_UART=0', 'WAKE_ON_GPIO=1', 'POWER_OFF_ON_HALT=0', 'BOOT_ORDER=0xf2541'],
    bcm2712: ['BOOT_UART=1', 'POWER_OFF_ON_HALT=0', 'BOOT_ORDER=0xf461'],
  }
  for (const chip of ['bcm2711', 'bcm2712'] as const) {
    const folder = recoveryFolder(usbBootFolder(dataFolder, 'recovery'), chip)
    mkdirSync(folder, { recursive: true })
    const program = 'RPi: RECOVERY'.padEnd(100 * kibibyte, '\0')
    writeFileSync(join(folder, bootCodeNames[chip]), program)
    const config = `${['[all]', ...configs[chip]].join('\n')}\n`
    const texts = ['BUILD_TIMESTAMP=1779045198', 'MFG_VER: 1']
    writeFileSync(join(folder, 'pieeprom.original.bin'), makeEepromImage({ chip, config, texts }))
  }
}

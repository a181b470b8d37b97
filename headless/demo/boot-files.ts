import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { initramfsName, kernelName, piFiveKernelName } from '../../station/netboot/boot-text.ts'

const mebibyte = 1024 * 1024

/** Names that simulated boards ask for, with sizes like those of the real files. */
const sizes: Readonly<Record<string, number>> = {
  'bootcode.bin': 52_476,
  'start.elf': 3 * mebibyte,
  'fixup.dat': 7_262,
  'start4.elf': 2 * mebibyte,
  'fixup4.dat': 5_446,
  'bcm2711-rpi-cm4.dtb': 54_000,
  'bcm2711-rpi-4-b.dtb': 54_000,
  'bcm2711-rpi-400.dtb': 54_000,
  'bcm2712-rpi-5-b.dtb': 76_000,
  'bcm2712-rpi-cm5-cm5io.dtb': 76_000,
  'bcm2710-rpi-3-b.dtb': 32_000,
  'bcm2710-rpi-3-b-plus.dtb': 32_000,
}

/**
 * Makes files that stand for kernel, initramfs and firmware. A simulated board downloads them as a real one does and runs none of
 * them: it runs the real agent on this computer instead.
 */
export function makeDemoBootFiles(folder: string, systemBytes = 8 * mebibyte): void {
  mkdirSync(folder, { recursive: true })
  for (const name of [kernelName, piFiveKernelName, initramfsName]) {
    writeFileSync(join(folder, name), Buffer.alloc(systemBytes, name))
  }
  for (const [name, size] of Object.entries(sizes))
    writeFileSync(join(folder, name), Buffer.alloc(size, name))
}

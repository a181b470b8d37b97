import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** A boot file on disk. */
export type BootFile = { readonly path: string; readonly size: number }

/** Names as boards ask for them, and the files behind them. */
export type BootFiles = ReadonlyMap<string, BootFile>

/**
 * Raspberry Pi's firmware asks for the names of its own kernel's device trees; Linux's own (and so Debian's) are called
 * otherwise. Each entry: the name that is asked for, and the upstream file that serves it when that name is not there.
 */
const deviceTreeAliases: Readonly<Record<string, string>> = {
  'bcm2711-rpi-cm4.dtb': 'bcm2711-rpi-cm4-io.dtb',
  'bcm2710-rpi-3-b.dtb': 'bcm2837-rpi-3-b.dtb',
  'bcm2710-rpi-3-b-plus.dtb': 'bcm2837-rpi-3-b-plus.dtb',
  'bcm2710-rpi-cm3.dtb': 'bcm2837-rpi-cm3-io3.dtb',
  'bcm2710-rpi-zero-2-w.dtb': 'bcm2837-rpi-zero-2-w.dtb',
}

/**
 * Lists the files of several folders; a later folder wins. Only regular files that are really inside count: boards get
 * a map of names, never a path (design: no file-system path leaves the protocol). Device trees below `dtbs/` are also known by their bare names.
 */
export function listBootFiles(folders: readonly string[]): BootFiles {
  const files = new Map<string, BootFile>()
  for (const folder of folders) {
    for (const path of walk(folder)) {
      const name = relative(folder, path).split(sep).join('/')
      const file = { path, size: statSync(path).size }
      files.set(name, file)
      if (name.startsWith('dtbs/')) files.set(name.slice(name.lastIndexOf('/') + 1), file)
    }
  }
  for (const [asked, upstream] of Object.entries(deviceTreeAliases)) {
    const file = files.get(upstream)
    if (file !== undefined && !files.has(asked)) files.set(asked, file)
  }
  return files
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return walk(path)
    return entry.isFile() ? [path] : []
  })
}

/** What each kind of board needs of Raspberry Pi's own files besides our kernel and initramfs (Raspberry Pi documentation, "Boot folder contents"). */
export const firmwareNeeds = [
  { boards: 'Pi 4, CM4, 400', files: ['start4.elf', 'fixup4.dat'] },
  { boards: 'Pi 3, CM3, Zero 2 W', files: ['bootcode.bin', 'start.elf', 'fixup.dat'] },
  // Their firmware is in their EEPROM; what is missing is a kernel that knows their Ethernet.
  { boards: 'Pi 5, CM5, 500', files: ['kernel_2712.img', 'bcm2712-rpi-5-b.dtb'] },
] as const

/** The SHA-256 of a boot file, as hex. */
export function hashBootFile(file: BootFile): string {
  return createHash('sha256').update(readFileSync(file.path)).digest('hex')
}

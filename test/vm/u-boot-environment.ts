import { open, readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Debian's package u-boot-qemu. */
export const uBootPath = '/usr/lib/u-boot/qemu_arm64/u-boot.bin'

// U-Boot, configs/qemu_arm64_defconfig: CONFIG_ENV_SIZE, at the start of the machine's second flash chip.
const environmentBytes = 0x40000
const flashBytes = 64 * 1024 * 1024

export type UBootVariables = Readonly<Record<string, string>>

/**
 * Writes the flash chip that holds U-Boot's variables: the "EEPROM" of the guest's board. U-Boot takes all of its
 * variables from there or none, so this is its whole built-in set with some replaced.
 */
export async function writeUBootFlash(path: string, replaced: UBootVariables): Promise<void> {
  const builtIn = readBuiltInVariables(await readFile(uBootPath))
  const file = await open(path, 'w')
  try {
    await file.write(packVariables({ ...builtIn, ...replaced }))
    await file.truncate(flashBytes)
  } finally {
    await file.close()
  }
}

/** Finds U-Boot's built-in variables in its program: texts `name=value`, each ended by a zero byte. */
export function readBuiltInVariables(program: Buffer): UBootVariables {
  const anchor = program.indexOf('\0bootcmd=run distro_bootcmd\0')
  if (anchor < 0) throw new Error(`${uBootPath} is not built with distro_bootcmd`)
  const end = program.indexOf('\0\0', anchor)
  const variables: Record<string, string> = {}
  // bootcmd is among the first of them; the texts before it are of other kinds.
  for (const entry of program
    .subarray(anchor + 1, end)
    .toString('latin1')
    .split('\0')) {
    const split = /^([a-z0-9_]+)=(.*)$/s.exec(entry)
    if (split?.[1] !== undefined && split[2] !== undefined) variables[split[1]] = split[2]
  }
  return variables
}

/** U-Boot, include/env_internal.h: CRC-32 (little-endian) of what follows, then the texts and a zero byte. */
function packVariables(variables: UBootVariables): Buffer {
  const texts = Object.entries(variables).map(([name, value]) => `${name}=${value}\0`)
  const flash = Buffer.alloc(environmentBytes)
  flash.write(`${texts.join('')}\0`, 4, 'latin1')
  flash.writeUInt32LE(crc32(flash.subarray(4)), 0)
  return flash
}

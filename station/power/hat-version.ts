import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export type HatVersion = { readonly major: number; readonly minor: number }

/**
 * The ClusterHAT that the firmware found on the GPIO header, from a folder like `/proc/device-tree/hat` (Raspberry Pi's HAT
 * specification); null where there is none. Its version is one byte: 0x20 is v2.0, 0x31 is v3.1.
 */
export async function readHatVersion(folder: string): Promise<HatVersion | null> {
  if ((await textOf(folder, 'product')) !== 'ZC4:ClusterHAT') return null
  const version = Number.parseInt(await textOf(folder, 'product_ver'), 16)
  return version >= 0x10 && version <= 0x3f ? { major: version >> 4, minor: version & 0xf } : null
}

/** Texts of a device tree end with a NUL; where there is no such file there is no HAT. */
async function textOf(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, name), 'latin1').catch(() => '')
  return text.replaceAll('\0', '').trim()
}

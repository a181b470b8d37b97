import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A network interface as the kernel has it now. Its number is never used twice, its name may change. */
export type NumberedInterface = { readonly name: string; readonly index: number }

/**
 * The network interfaces of this Linux computer by hardware address (lower case with colons), whether they are up or not. No program is
 * run for it, so it may be asked several times a second. Empty where there is no /sys/class/net.
 */
export async function interfacesByMac(
  folder = '/sys/class/net',
): Promise<ReadonlyMap<string, NumberedInterface>> {
  const names = await readdir(folder).catch(() => []) // not Linux: there is none of these interfaces
  const found = await Promise.all(names.map((name) => readInterface(folder, name)))
  return new Map(found.filter((entry) => entry !== null))
}

async function readInterface(
  folder: string,
  name: string,
): Promise<[string, NumberedInterface] | null> {
  try {
    const [address, index] = await Promise.all(
      ['address', 'ifindex'].map((file) => readFile(join(folder, name, file), 'utf8')),
    )
    return [address?.trim() ?? '', { name, index: Number(index) }]
  } catch {
    return null // it was unplugged, or got another name, between the two readings
  }
}

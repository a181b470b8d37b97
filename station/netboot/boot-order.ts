/** The value that a bootloader uses without this key (eeprom-bootloader.adoc, BOOT_ORDER): storage, USB, again. No network. */
const defaultBootOrder = '0xf41'

/** Nibble 2 of BOOT_ORDER: network (eeprom-bootloader.adoc). */
const networkStep = '2'

/**
 * The BOOT_ORDER of a bootloader's configuration when no step of it is the network; null when one is, or where the configuration is not known.
 * The last line wins, as in the bootloader.
 */
export function orderWithoutNetwork(eepromConfig: string | null): string | null {
  if (eepromConfig === null || eepromConfig.trim() === '') return null
  const lines = [...eepromConfig.matchAll(/^\s*BOOT_ORDER\s*=\s*(0x)?([0-9a-f]+)\s*$/gim)]
  const digits = lines.at(-1)?.[2]?.toLowerCase()
  const order = digits === undefined ? defaultBootOrder : `0x${digits}`
  return order.slice(2).includes(networkStep) ? null : order
}

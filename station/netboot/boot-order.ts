import { bootOrderOf } from '../../contract/boot-order.ts'
import type { BootloaderFamily } from './bootloader-versions.ts'

/**
 * What a bootloader uses whose configuration has no BOOT_ORDER: storage, USB, again; no network (eeprom-bootloader.adoc, BOOT_ORDER, and the
 * default configuration of the BCM2712 images).
 */
const defaultOrders: Readonly<Record<BootloaderFamily, string>> = {
  bcm2711: '0xf41',
  bcm2712: '0xf461',
}

/**
 * The BOOT_ORDER of a bootloader's configuration when no step of it is the network; null when one is, where the configuration is not known, and
 * where the order holds on a condition only.
 */
export function orderWithoutNetwork(
  eepromConfig: string | null,
  family: BootloaderFamily | null,
): string | null {
  if (eepromConfig === null || eepromConfig.trim() === '') return null
  const order = bootOrderOf(eepromConfig)
  if (order === null) return family === null ? null : defaultOrders[family]
  return order.isConditional || order.steps.includes('network') ? null : order.value
}

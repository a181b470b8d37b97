/** The chips whose bootloader is in an EEPROM that gets old. */
export type BootloaderFamily = 'bcm2711' | 'bcm2712'

/** The first bootloader that can do something, as the date in its name. */
type Minimum = { readonly date: string; readonly source: string }

/** The first releases that boot from the network as this station needs it. */
export const netbootMinimums: Readonly<Record<BootloaderFamily, Minimum>> = {
  bcm2711: {
    date: '2020-04-16',
    source:
      'rpi-eeprom, firmware-2711/release-notes.md: the first default release with network boot',
  },
  bcm2712: {
    date: '2023-10-30',
    source:
      'rpi-eeprom, firmware-2712/release-notes.md: from here on a Pi 5 says at DHCP that it is one; before, it said Pi 4',
  },
}

/** Reads files of more than 65,535 blocks (rpi-eeprom#720); before, the number of the block does not go round to 0. */
export const largeFileMinimum: Minimum = { date: '2025-09-23', source: 'rpi-eeprom#720' }
export const blocksOfOldBootloaders = 65_535

/**
 * Before this date a BCM2711 board filled option 97 with four times its serial number (rpi-eeprom release notes, 2020-03-11: beta of
 * 2020-03-04). `DHCP_OPTION97=0` makes newer ones do so too, which nobody needs for booting from here.
 */
export const fourccSince = '2020-03-04'

/** The release that asks for blocks of 1468 bytes (rpi-eeprom release notes, 2022-10-03) and for blocks of 1024 (2019-10-08). */
const blockSizeSince = [
  { largest: 512, before: '2019-10-08' },
  { largest: 1024, before: '2022-10-03' },
] as const

/** The date before which a bootloader was built that asks for blocks of this size; null: that can't be told. */
export function builtBefore(blockSize: number): string | null {
  if (blockSize === 0) return null
  return blockSizeSince.find(({ largest }) => blockSize <= largest)?.before ?? null
}

/** The family of a model as the registry names it; null where the bootloader is in the chip or the model is not known. */
export function bootloaderFamily(model: string | null): BootloaderFamily | null {
  if (model === null) return null
  if (/^Raspberry Pi (5|500|Compute Module 5)\b/.test(model)) return 'bcm2712'
  return /^Raspberry Pi (4|400|Compute Module 4S?)\b/.test(model) ? 'bcm2711' : null
}

/** The date of a bootloader from what an agent tells: seconds since 1970, or text that begins with a date; null otherwise. */
export function bootloaderDate(eepromVersion: string | null): string | null {
  if (eepromVersion === null) return null
  if (/^\d{4}-\d\d-\d\d/.test(eepromVersion)) return eepromVersion.slice(0, 10)
  const seconds = Number(eepromVersion)
  const isTime = /^\d{9,10}$/.test(eepromVersion)
  return isTime ? new Date(seconds * 1000).toISOString().slice(0, 10) : null
}

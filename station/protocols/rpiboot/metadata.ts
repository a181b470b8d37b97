/** What the bootloader of a CM4, CM5 and later boot files tell about the board before any system runs. */
export type BoardMetadata = {
  readonly serial: string | null
  readonly macs: readonly string[]
  /** As in /proc/cpuinfo, for example `b03141`. */
  readonly revision: string | null
}

export const noMetadata: BoardMetadata = { serial: null, macs: [], revision: null }

/** What is known after one more property. Values that are not what they should be are dropped: they are a board's word, not ours. */
export function withProperty(known: BoardMetadata, property: string, value: string): BoardMetadata {
  switch (property) {
    case 'USER_SERIAL_NUM':
      return { ...known, serial: hexadecimal(value, 8, 16) ?? known.serial }
    case 'USER_BOARDREV':
      return { ...known, revision: hexadecimal(value, 1, 8) ?? known.revision }
    case 'MAC_ADDR':
    case 'MAC_WIFI_ADDR':
    case 'MAC_BT_ADDR':
      return { ...known, macs: withMac(known.macs, value) }
    default:
      return known
  }
}

function hexadecimal(value: string, least: number, most: number): string | null {
  const digits = value.trim().toLowerCase().replace(/^0x/, '')
  const isOne = /^[0-9a-f]+$/.test(digits) && digits.length >= least && digits.length <= most
  return isOne ? digits : null
}

function withMac(macs: readonly string[], value: string): readonly string[] {
  const digits = hexadecimal(value.replaceAll(/[:-]/g, ''), 12, 12)
  if (digits === null || /^0+$/.test(digits)) return macs
  const mac = digits.replaceAll(/(..)(?!$)/g, '$1:')
  return macs.includes(mac) ? macs : [...macs, mac]
}

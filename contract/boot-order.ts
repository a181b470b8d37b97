/** One step of a board's BOOT_ORDER. Each has its words in the user interface. */
export type BootStep =
  | 'sd-card-detect'
  | 'sd'
  | 'network'
  | 'rpiboot'
  | 'usb'
  | 'usb-socket'
  | 'nvme'
  | 'http'
  | 'stop'
  | 'restart'
  /** A digit that the documentation does not name. Bootloaders since 2020-05-28 take it for `sd`. */
  | 'unknown'

/** What a bootloader tries, in its order. */
export type BootOrder = {
  /** As it was written, for example `0xf21`. */
  readonly value: string
  readonly steps: readonly BootStep[]
  /** It stands in a section with a condition (`[gpio4=1]`, `[0x12345678]`), so it may not hold for this board. */
  readonly isConditional: boolean
}

/** Raspberry Pi documentation, "Raspberry Pi bootloader configuration", BOOT_ORDER. */
const stepOfDigit: readonly BootStep[] = [
  'sd-card-detect',
  'sd',
  'network',
  'rpiboot',
  'usb',
  'usb-socket',
  'nvme',
  'http',
  'unknown',
  'unknown',
  'unknown',
  'unknown',
  'unknown',
  'unknown',
  'stop',
  'restart',
]

/**
 * The steps of a BOOT_ORDER value: a number of up to eight hexadecimal digits that is read from right to left; nothing behind
 * `stop` or `restart` is ever reached. Null where it is no such number.
 */
export function bootSteps(value: string): BootStep[] | null {
  const digits = /^0x0*([0-9a-f]{1,8})$/i.exec(value.trim())?.[1]
  if (digits === undefined) return null
  const steps = [...digits]
    .reverse()
    .map((digit) => stepOfDigit[Number.parseInt(digit, 16)] ?? 'unknown')
  const last = steps.findIndex((step) => step === 'stop' || step === 'restart')
  return last === -1 ? steps : steps.slice(0, last + 1)
}

/**
 * Finds the boot order in a bootloader's configuration (`boot.conf`): the last BOOT_ORDER that holds for every board or, where there
 * is none, the last one at all. Null where it has none: the bootloader then uses its own.
 */
export function bootOrderOf(eepromConfig: string | null): BootOrder | null {
  let found: BootOrder | null = null
  let isConditional = false
  for (const line of (eepromConfig ?? '').split(/\r?\n/)) {
    const section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1]
    if (section !== undefined) isConditional = section.trim().toLowerCase() !== 'all'
    const value = /^\s*BOOT_ORDER\s*=\s*(\S+)/.exec(line)?.[1]
    const steps = value === undefined ? null : bootSteps(value)
    if (value === undefined || steps === null) continue
    if (isConditional && found !== null && !found.isConditional) continue
    found = { value, steps, isConditional }
  }
  return found
}

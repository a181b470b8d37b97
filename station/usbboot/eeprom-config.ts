import { bootSteps } from '../../contract/boot-order.ts'
import type { EepromFinding } from '../../contract/usb-eeprom.ts'

/** Longer ones are not shown whole by older systems (`vcgencmd bootloader_config`; the limit of rpi-eeprom-config until 2023). */
const usualLength = 2024

/**
 * The configuration with this boot order, and everything else as it was: the last BOOT_ORDER that holds for every board is changed or,
 * where there is none, one is added at the end under `[all]`. Lines end in a line feed.
 */
export function withBootOrder(config: string, value: string): string {
  const lines = linesOf(config)
  const at = lines.findLastIndex(
    (line, index) => isBootOrder(line) && isForEveryBoard(lines.slice(0, index)),
  )
  if (at !== -1) return textOf(lines.toSpliced(at, 1, `BOOT_ORDER=${value}`))
  const head = isForEveryBoard(lines) ? [] : ['[all]']
  return textOf([...lines, ...head, `BOOT_ORDER=${value}`])
}

/** As it is written to an EEPROM: line feeds only, no spaces and empty lines at its end. */
export function tidyConfig(config: string): string {
  return textOf(linesOf(config))
}

/** Why this configuration is not written. */
export function configRefusals(config: string, room: number): EepromFinding[] {
  const odd = /[^\n\t\x20-\x7e]/.exec(config)?.[0]
  const values = linesOf(config).flatMap((line) => bootOrderIn(line) ?? [])
  const signed = linesOf(config).find((line) => /^\s*SIGNED_BOOT\s*=\s*(?!0\s*$)/.test(line))
  return [
    odd === undefined
      ? null
      : finding(
          'eeprom-config-not-ascii',
          `The configuration has the character ${JSON.stringify(odd)}, which the bootloader can't read. Write it with letters, digits and signs of ASCII only.`,
        ),
    config.length <= room
      ? null
      : finding(
          'eeprom-config-too-long',
          `The configuration has ${config.length} bytes and the image has room for ${room}. Shorten it; comments are the first that can go.`,
        ),
    config.trim() === ''
      ? finding(
          'eeprom-config-empty',
          'The configuration is empty, so nothing was planned. Begin with that of the image.',
        )
      : null,
    signed === undefined
      ? null
      : finding(
          'eeprom-signed-boot',
          `The configuration has "${signed.trim()}": signed boot locks a board to a key and is not set up here. Remove that line.`,
        ),
    ...values.map(orderRefusal),
  ].filter((one) => one !== null)
}

/** What a person should know about this configuration before it is written. */
export function configWarnings(config: string): EepromFinding[] {
  const lines = linesOf(config)
  const orders = lines.flatMap((line) => bootOrderIn(line) ?? [])
  const unread = lines.find((line) => !/^\s*(#.*|\[.*\]|[A-Za-z0-9_]+\s*=.*)?$/.test(line))
  return [
    orders.length === 0
      ? finding(
          'eeprom-no-order',
          'The configuration has no BOOT_ORDER: the bootloader then uses its own, which has no network on most boards.',
        )
      : null,
    unread === undefined
      ? null
      : finding(
          'eeprom-config-line',
          `The line "${unread.trim()}" is no setting, no section and no comment; the bootloader will ignore it.`,
        ),
    config.length > usualLength
      ? finding(
          'eeprom-config-long',
          `The configuration has more than ${usualLength} bytes: bootloaders and tools before 2023 read only the beginning.`,
        )
      : null,
    ...orders.flatMap(orderWarnings),
  ].filter((one) => one !== null)
}

function orderRefusal(value: string): EepromFinding | null {
  const steps = bootSteps(value)
  if (steps === null) {
    return finding(
      'eeprom-order-invalid',
      `BOOT_ORDER=${value} is no number of up to eight hexadecimal digits. Write it like 0xf21.`,
    )
  }
  if (steps.includes('unknown')) {
    return finding(
      'eeprom-order-unknown',
      `BOOT_ORDER=${value} has a digit that no documentation names. Use 0 to 7, e and f.`,
    )
  }
  if (steps.at(-1) === 'stop' || steps.at(-1) === 'restart') return null
  return finding(
    'eeprom-order-endless',
    `BOOT_ORDER=${value} does not say what happens when nothing boots. Put f (begin again) or e (stop) in front: 0xf${value.replace(/^0x/i, '')}.`,
  )
}

function orderWarnings(value: string): EepromFinding[] {
  const steps = bootSteps(value) ?? []
  const found: EepromFinding[] = []
  if (!steps.includes('network')) {
    found.push(
      finding(
        'eeprom-order-no-network',
        `With BOOT_ORDER=${value} the board never boots from the network: the station can reach it over USB only.`,
      ),
    )
  }
  if (steps.includes('rpiboot') && steps.at(-2) !== 'rpiboot') {
    found.push(
      finding(
        'eeprom-order-rpiboot',
        `In BOOT_ORDER=${value} the step "USB from a computer" comes before others. It waits without end, so those behind it are never tried.`,
      ),
    )
  }
  if (steps.includes('http')) {
    found.push(
      finding(
        'eeprom-order-http',
        `BOOT_ORDER=${value} has HTTP boot, which loads only an image that is signed for a key in the EEPROM.`,
      ),
    )
  }
  return found
}

function linesOf(config: string): string[] {
  return config
    .replace(/\r\n?/g, '\n')
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd())
}

function textOf(lines: readonly string[]): string {
  const text = lines.join('\n').trimStart()
  return text === '' ? '' : `${text}\n`
}

function isBootOrder(line: string): boolean {
  return bootOrderIn(line) !== null
}

function bootOrderIn(line: string): string | null {
  return /^\s*BOOT_ORDER\s*=\s*(.*)$/.exec(line)?.[1] ?? null
}

/** True when no section with a condition is open behind these lines. */
function isForEveryBoard(lines: readonly string[]): boolean {
  const section = lines.findLast((line) => /^\s*\[.*\]\s*$/.test(line))
  return section === undefined || section.trim().toLowerCase() === '[all]'
}

function finding(code: string, message: string): EepromFinding {
  return { code, message }
}

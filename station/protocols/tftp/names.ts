/**
 * File names as netbooting Raspberry Pi boards ask for them. A board puts a folder of its own in
 * front of each name (bootloader option TFTP_PREFIX): the last eight hexadecimal digits of its
 * serial number and a slash, or its MAC address as `dc-a6-32-01-36-c2/`
 * (raspberrypi documentation, eeprom-bootloader.adoc, TFTP_PREFIX).
 */

export type SplitName =
  | {
      readonly kind: 'name'
      /** The last eight hexadecimal digits of the serial number, lower case. */
      readonly serialTail?: string
      /** Lower case with colons, as the rest of the station writes it. */
      readonly mac?: string
      /** What is left: no slash in front, single forward slashes, never empty, never `..`. */
      readonly rest: string
    }
  | { readonly kind: 'refused'; readonly reason: string }

const longestName = 255
const serialFolder = /^[0-9a-f]{8}$/i
const macFolder = /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i

/**
 * Takes the board's folder off a requested name. Pure; refuses, rather than repairs, any name
 * that tries to climb (`..`), holds a control character, or is longer than 255 characters.
 */
export function splitSerialPrefix(name: string): SplitName {
  if (name.length > longestName) return refuse(`the name is longer than ${longestName} characters`)
  if (hasControlCharacter(name)) return refuse('the name holds a control character')
  const parts = name.split(/[/\\]+/).filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return refuse('the name tries to leave its folder with ..')
  const [first] = parts
  if (first === undefined) return refuse('the name is empty')
  if (parts.length === 1) return { kind: 'name', rest: first }
  return withoutFolder(first, parts.slice(1).join('/'))
}

function withoutFolder(first: string, tail: string): SplitName {
  if (serialFolder.test(first)) {
    return { kind: 'name', serialTail: first.toLowerCase(), rest: tail }
  }
  if (macFolder.test(first)) {
    return { kind: 'name', mac: first.toLowerCase().replaceAll('-', ':'), rest: tail }
  }
  return { kind: 'name', rest: `${first}/${tail}` }
}

function hasControlCharacter(name: string): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}

function refuse(reason: string): SplitName {
  return { kind: 'refused', reason }
}

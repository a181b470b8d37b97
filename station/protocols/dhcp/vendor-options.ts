/**
 * The sub-options inside option 43 (RFC 2132 section 8.4), as PXE clients and the Raspberry Pi use them.
 * Their codes have nothing to do with DHCP's own.
 */
import type { RawOption } from './options.ts'

/** PXE 2.1 section 2.2: tags of the PXE vendor options that we send. */
export const pxeTags = { discoveryControl: 6, bootMenu: 9, menuPrompt: 10 } as const

const padTag = 0
const endTag = 255

export type VendorOptionsResult =
  | { kind: 'ok'; options: RawOption[] }
  | { kind: 'bad'; reason: string }

/** Reads sub-options up to the end tag or the end of the bytes. */
export function decodeVendorOptions(data: Uint8Array): VendorOptionsResult {
  const options: RawOption[] = []
  let offset = 0
  while (offset < data.length) {
    const code = data[offset] ?? endTag
    if (code === endTag) break
    offset += 1
    if (code === padTag) continue
    const length = data[offset]
    if (length === undefined || offset + 1 + length > data.length) {
      return { kind: 'bad', reason: `sub-option ${code} of option 43 is cut short` }
    }
    options.push({ code, data: data.slice(offset + 1, offset + 1 + length) })
    offset += 1 + length
  }
  return { kind: 'ok', options }
}

/** Writes sub-options and the end tag. A sub-option holds at most 255 bytes; what is longer is cut. */
export function encodeVendorOptions(options: readonly RawOption[]): Uint8Array {
  const parts: number[] = []
  for (const { code, data } of options) {
    const kept = data.subarray(0, 255)
    parts.push(code, kept.length, ...kept)
  }
  parts.push(endTag)
  return Uint8Array.from(parts)
}

import type { EepromChip } from './eeprom-image.ts'

/** What `pieeprom.sig` says about the image beside it. */
export type EepromSignature = {
  /** Hexadecimal, lower case. */
  readonly sha256: string
  /** `2711` or `2712`; null where the file does not say. */
  readonly targetSoc: string | null
  /** It is signed with somebody's key, for boards that accept only that. */
  readonly isSigned: boolean
}

/**
 * The text of `pieeprom.sig`: hash, time in seconds since 1970, chip. recovery.bin compares the hash before it writes, so a transfer that
 * was cut does no harm; since 2026-09-23 also the chip. Source: rpi-eeprom-digest of raspberrypi/rpi-eeprom, and its pull request #855.
 */
export function encodeSignature(sha256: string, time: number, chip: EepromChip): string {
  return `${sha256}\nts: ${time}\ntarget-soc: ${chip.slice(3)}\n`
}

/** Reads such a text; null where it has no hash. */
export function decodeSignature(text: string): EepromSignature | null {
  const sha256 = /^[0-9a-f]{64}(?=\s|$)/i.exec(text)?.[0]
  if (sha256 === undefined) return null
  return {
    sha256: sha256.toLowerCase(),
    targetSoc: /^target-soc:\s*(\S+)/m.exec(text)?.[1] ?? null,
    isSigned: /^rsa2048:/m.test(text),
  }
}

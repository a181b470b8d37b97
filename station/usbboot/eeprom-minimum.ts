import type { EepromFinding } from '../../contract/usb-eeprom.ts'
import type { EepromChip } from '../protocols/rpiboot/eeprom-image.ts'

/** What is known of the board that an image is for. Times in milliseconds since 1970. */
export type KnownHardware = {
  readonly chip: EepromChip
  /** The board's revision code, hexadecimal. */
  readonly revision: string | null
  /** `rpi-min-boot-ver`: the oldest manufacture version that works on this board, where its agent could read it. */
  readonly minimumVersion: number | null
  /** When the bootloader that the board has now was built, where its agent told. */
  readonly builtAt: number | null
}

export type ImageAge = {
  readonly builtAt: number | null
  readonly manufactureVersion: number | null
}

/**
 * Boards that came after the first ones of their chip, with the day of the first image that is made for them. Types of revision codes:
 * Raspberry Pi documentation, "Raspberry Pi revision codes". CM5 and Pi 500: rpi-eeprom, firmware-2712/release-notes.md, 2024-11-07
 * ("the most recent version required for CM5 and Pi500 (firmware version 2024-10-21)").
 */
const firstImages: readonly { readonly types: readonly number[]; readonly day: string }[] = [
  { types: [0x18, 0x19, 0x1a, 0x1b], day: '2024-10-21' },
]

/**
 * Why an image is too old for this board. An older image than the hardware needs leaves a board that does not start any more
 * (rpi-eeprom#838: 15 of 15), so where the minimum is not known, the image must not be older than what the board has now.
 */
export function ageRefusals(image: ImageAge, board: KnownHardware): EepromFinding[] {
  if (image.builtAt === null) {
    return [
      {
        code: 'eeprom-image-undated',
        message:
          'The image does not tell when it was built, so whether it fits this board is not known. Import a release of Raspberry Pi.',
      },
    ]
  }
  const first = firstImages.find(({ types }) => types.includes(typeOf(board.revision) ?? -1))
  if (first && image.builtAt < Date.parse(first.day)) return [tooOld(`${first.day} or later`)]
  const { minimumVersion, builtAt } = board
  if (minimumVersion !== null) {
    return (image.manufactureVersion ?? 0) < minimumVersion
      ? [tooOld(`manufacture version ${minimumVersion} or higher`)]
      : []
  }
  if (builtAt === null || image.builtAt >= builtAt) return []
  return [
    {
      code: 'eeprom-older-than-present',
      message: `The image (${dayOf(image.builtAt)}) is older than the bootloader that the board has (${dayOf(builtAt)}), and the oldest one that works on this board is not known. Import a newer release.`,
    },
  ]
}

/** What can't be said about the age of an image, or should be known. */
export function ageWarnings(image: ImageAge, board: KnownHardware): EepromFinding[] {
  const { minimumVersion, builtAt } = board
  if (minimumVersion === null && builtAt === null) {
    return [
      {
        code: 'eeprom-minimum-unknown',
        message:
          'The station does not know the oldest image that works on this board: no agent has told it yet. Recovery programs since September 2026 check that themselves. Use the newest release that you have.',
      },
    ]
  }
  if (minimumVersion === null || builtAt === null || (image.builtAt ?? 0) >= builtAt) return []
  return [
    {
      code: 'eeprom-downgrade',
      message: `The image is older than the bootloader that the board has (${dayOf(builtAt)}). It fits the board, but what was repaired since then is lost.`,
    },
  ]
}

function tooOld(needs: string): EepromFinding {
  return {
    code: 'eeprom-older-than-board',
    message: `The image is too old for this board, which needs ${needs}: with it the board would not start any more. Import a newer release.`,
  }
}

/** Bits 4 to 11 of a revision code of the newer kind. */
function typeOf(revision: string | null): number | null {
  const code = Number.parseInt(revision ?? '', 16)
  return Number.isNaN(code) || (code & 0x80_0000) === 0 ? null : (code >> 4) & 0xff
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

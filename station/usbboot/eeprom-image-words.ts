import type { EepromImageProblem } from '../protocols/rpiboot/eeprom-image.ts'

const words: Readonly<Record<EepromImageProblem['code'], (detail: string) => string>> = {
  'eeprom-size': (detail) =>
    `The EEPROM image has ${detail}: those of a BCM2711 have 524288 and those of a BCM2712 have 2097152. Import the whole pieeprom.bin of a release.`,
  'eeprom-damaged': (detail) =>
    `The EEPROM image is not understood (${detail}): it is damaged, or newer than this version of Bootbench. It is not written. Download it again, or import another release.`,
  'eeprom-other-chip': (detail) =>
    `The EEPROM image has the size of one for a BCM2711 but is for a BCM2712 (${detail}). It is not written. Import the image that belongs to the board.`,
  'eeprom-signed': (detail) =>
    `The EEPROM image has a configuration that is signed with somebody's key (${detail}); a change would break it. Signed boot is not set up here. Import an image that is not signed.`,
}

/** Why an image is not used: what was found, why, and what to do next. */
export function imageProblemWords({ code, detail }: EepromImageProblem): string {
  return words[code](detail)
}

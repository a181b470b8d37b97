import type { RpibootFailureCode } from '../protocols/rpiboot/failure.ts'

/** Why a board on USB does not boot: what the protocol found, and what is found around it. */
export type UsbFailureCode =
  | RpibootFailureCode
  /** This user may not open it. */
  | 'usb-not-permitted'
  /** Another program has it. */
  | 'usb-in-use'
  | 'usb-not-opened'
  /** No boot code for this chip was imported. */
  | 'usb-bootcode-missing'
  /** It took the boot code and did not come back. */
  | 'usb-never-returned'
  /** It came back as a boot ROM. */
  | 'usb-bootcode-not-run'

const replug = 'Unplug the board, wait two seconds, and plug it in again; then boot it once more.'
const cable =
  'Use a short cable that carries data, straight into this computer or a hub with its own power.'

/** What happened, why, and what to do next, with the detail in the middle. The user interface has these sentences in other languages. */
const words: Readonly<Record<UsbFailureCode, (detail: string) => string>> = {
  'usb-left': (detail) =>
    `The board left USB in the middle of a transfer (${detail}): its cable or its power was interrupted. ${cable} ${replug}`,
  'usb-left-early': () =>
    `The board left USB without saying that it has read everything. Some older boot files end so, and then the board runs now; otherwise its power or cable was interrupted. ${replug}`,
  'usb-stalled': (detail) =>
    `The board refused a transfer (${detail}): it is not in the state that was expected. ${replug}`,
  'usb-timeout': (detail) =>
    `The board did not take or answer a transfer in time (${detail}): it hangs, or the cable is bad. ${replug} If it stays so: ${cable}`,
  'usb-short-transfer': (detail) =>
    `The board took only a part of what was sent (${detail}): usually the cable or a hub. ${cable} ${replug}`,
  'usb-transfer-failed': (detail) =>
    `The operating system could not do a USB transfer (${detail}). ${replug} If it stays so, use another USB port.`,
  'usb-bootcode-refused': (detail) =>
    `The board's boot ROM did not accept the boot code (${detail}): the file is damaged, or the board accepts signed boot code only. Import the boot files again, or use the ones that are signed for this board.`,
  'usb-garbled': (detail) =>
    `The board asked for something that this protocol does not know: ${detail}. The boot code that it runs is not Raspberry Pi's, or the cable is bad. ${replug}`,
  'usb-endless': (detail) =>
    `The board asked again and again and did not end (${detail}). The boot files may not belong together. Import a complete set, then ${lower(replug)}`,
  'usb-asked-nothing': (detail) =>
    `The board said that it is done (${detail}) before it had asked for a single file, so it runs nothing of what was imported. Its boot code is not Raspberry Pi's, or it is no board in USB boot mode at all. ${replug}`,
  'usb-silent': (detail) =>
    `The board has asked for nothing for ${detail} and did not say that it is done: it hangs in its boot code, or runs a system already. ${replug}`,
  'usb-file-too-large': (detail) =>
    `${detail} has more than 2 GiB, which cannot be sent this way. Make it smaller, or deploy it as an image once the board runs the agent.`,
  'usb-file-unreadable': (detail) =>
    `${detail} could not be read on this computer: it was changed or removed meanwhile, or the disk has a fault. Import the boot files again.`,
  'usb-files-missing': (detail) =>
    `The board asked for ${detail} and none of them was there: the boot files are not for this board. Import a set that has files for its chip.`,
  'usb-not-permitted': (detail) =>
    `The station may not open this USB device (${detail}). Let the doctor install the udev rules (bootbench doctor --fix udev-rules); where nobody sits at this computer, put the station's user into the group plugdev as well. Then plug the board in again.`,
  'usb-in-use': (detail) =>
    `Another program has this USB device open (${detail}), for example rpiboot or Raspberry Pi Imager. End it, then boot the board once more.`,
  'usb-not-opened': (detail) =>
    `This USB device can't be opened (${detail}). On Windows it needs the WinUSB driver of Raspberry Pi's rpiboot. ${replug}`,
  'usb-bootcode-missing': (detail) =>
    `There is no ${detail} among the boot files, and this board can't start without it. Import boot files that have it.`,
  'usb-never-returned': (detail) =>
    `The board took the boot code and did not come back within ${detail}: the boot code is for another board, or its power is too weak. Check the power supply. ${replug}`,
  'usb-bootcode-not-run': () =>
    `The board took the boot code and came back as if it had been switched on: it did not run it. The boot code is for another chip or not signed for this board, or its power broke down. Check both, then boot it once more.`,
}

/** The English sentence of a failure. */
export function failureWords(code: UsbFailureCode, detail: string): string {
  return words[code](detail === '' ? 'no more is known' : detail)
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

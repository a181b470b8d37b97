/** What can be wrong with a simulated board on a USB cable. Nothing by default. */
export type UsbFaults = {
  /** So many times in a row it can't be opened, as before udev has given its rights. */
  readonly opensAfter?: number
  /** It refuses the transfer of this. */
  readonly stallsAt?: UsbMoment
  /** It takes half of a piece of this. */
  readonly takesHalfOf?: UsbMoment
  /** It never takes a piece of this. */
  readonly hangsAt?: UsbMoment
  /** Somebody pulls the cable while this is sent. */
  readonly unpluggedAt?: UsbMoment
  /** What its boot ROM says about the boot code; 0 is yes. */
  readonly bootCodeStatus?: number
  /** It takes the boot code and is never seen again. */
  readonly neverReturns?: boolean
  /** It comes back as a boot ROM. */
  readonly returnsAsRom?: boolean
  /** Its boot code asks nothing. */
  readonly isSilent?: boolean
  /** It asks for these, in place of what boot code asks for. */
  readonly asksFor?: readonly string[]
  /** Its boot code sends these bytes first. */
  readonly messages?: readonly Uint8Array[]
  /** It asks for ever. */
  readonly isEndless?: boolean
  /** What goes wrong when it runs the program that writes its EEPROM. */
  readonly recovery?: RecoveryFault
  /** Its descriptors say this, whatever it is: numbers of the device and configuration descriptors (USB 2.0, tables 9-8 and 9-10). */
  readonly describes?: { readonly serialIndex?: number; readonly interfaceCount?: number }
  /** It leaves without saying that it is done. */
  readonly leavesEarly?: boolean
}

export type UsbMoment = 'header' | 'boot-code' | 'file'

export type RecoveryFault =
  /** It tells that the writing failed. */
  | 'update-failed'
  /** It tells another hash than that of what it was sent. */
  | 'hash-mismatch'
  /** An older program: it writes, and tells nothing about that. */
  | 'tells-nothing'
  /** The program is another one: it never asks for the image. */
  | 'asks-for-nothing'
  /** It takes the image and leaves in the middle of the writing. */
  | 'leaves-while-writing'

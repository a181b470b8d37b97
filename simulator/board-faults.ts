import type { VanishStage } from './board-events.ts'

/** What is wrong with a board. Numbers are bytes unless their name says otherwise. */
export interface BoardFaults {
  /** How many percent of its DHCP and TFTP datagrams are lost, in both directions. */
  readonly lossPercent?: number
  /** It reads boot files no faster than this. */
  readonly tftpBytesPerSecond?: number
  /** It sends every TFTP acknowledgement twice. */
  readonly duplicateAcks?: boolean
  /** It stops answering at this stage. */
  readonly vanishAt?: VanishStage
  /** It asks for an address again and again and takes none that it is offered. */
  readonly ignoresOffers?: boolean
  /** It asks for the address that the DHCP server with this address is said to have offered. */
  readonly takesOffersOf?: string
  /** So many seconds of its own clock after the power the switch lets nothing through, as with spanning tree. */
  readonly portHeldSeconds?: number
  /** It can't do without this boot file. */
  readonly neededFile?: string
  /** Nothing that the TFTP server answers reaches it. */
  readonly hearsNoFiles?: boolean
  /** It stops for good in the middle of a file, after so many bytes of it. */
  readonly stopsInFileAfter?: number
  /** Its bootloader is of 2019: no FourCC at DHCP, small blocks. */
  readonly oldBootloader?: boolean
  /** It netboots once, as set_reboot_order makes it do; its BOOT_ORDER has no network step. */
  readonly netbootsOnce?: boolean
  /** Its storage reads and writes no faster than this. */
  readonly storageBytesPerSecond?: number
  /** The sector at this offset can be neither read nor written. */
  readonly badBlock?: number
  /** The byte at this offset is stored wrong, and the storage does not tell. */
  readonly weakBlock?: number
  /**
   * The power goes after so many bytes have been written to the storage in one deploy. Each start of the agent takes the
   * next number; when none is left, the power stays.
   */
  readonly powerCutsAfter?: readonly number[]
  /** After such a cut the power comes back by itself after so many milliseconds; otherwise only with powerOn(). */
  readonly powerReturnsAfter?: number
}

/** The faults of the storage, as the simulator's build of the block copier takes them from BOOTBENCH_FAULTS. */
export function copierFaults(faults: BoardFaults, powerCutAfter: number | undefined): string {
  const words: [string, number | undefined][] = [
    ['bad-block', faults.badBlock],
    ['weak-block', faults.weakBlock],
    ['slow', faults.storageBytesPerSecond],
    ['power-cut-after', powerCutAfter],
  ]
  return words.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join()
}

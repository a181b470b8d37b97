import type { EepromRun } from '../../contract/usb-eeprom.ts'

/** What a board did while the recovery program ran. */
export type RecoveryRun = {
  /** Files that it took whole. */
  readonly sent: readonly string[]
  readonly properties: EepromRun['properties']
  /** Who it told to be in this run. */
  readonly serial: string | null
  readonly macs: readonly string[]
  /** It said that it is done; false where the boot failed, which then says why. */
  readonly hasEnded: boolean
}

/** What that means. `failure` is shown in place of how the boot ended. */
export type RunVerdict = {
  readonly eeprom: EepromRun
  readonly failure: { readonly code: EepromFailureCode; readonly message: string } | null
}

export type EepromFailureCode =
  | 'usb-eeprom-failed'
  | 'usb-eeprom-mismatch'
  | 'usb-eeprom-not-sent'
  | 'usb-eeprom-other-board'

/**
 * Judges a run that should have written an image. "Confirmed" is said only when the board tells the hash of what was sent: recovery.bin
 * tells success even where it found no image (rpi-eeprom#735). Properties: usbboot, Readme.md, "EEPROM_UPDATE" and "EEPROM_HASH".
 */
export function judgeWriting(
  run: RecoveryRun,
  wish: { readonly begun: EepromRun; readonly identity: string | null; readonly at: number },
): RunVerdict {
  const { begun, identity, at } = wish
  const outcome = outcomeOf(run, begun.sha256)
  const eeprom: EepromRun = { ...begun, at, outcome, properties: run.properties }
  const other = identity === null ? null : otherThan(identity, run)
  if (identity !== null && other !== null) return { eeprom, failure: otherBoard(identity, other) }
  const isToldByBoot = outcome === 'not-sent' && !run.hasEnded
  const failure = isToldByBoot ? undefined : failures[outcome]
  return { eeprom, failure: failure === undefined ? null : failure(run) }
}

/** Judges a run that only asked the board who it is. Its word that the writing went well is left out: there was nothing to write. */
export function judgeAsking(run: RecoveryRun, begun: EepromRun, at: number): RunVerdict {
  const properties = run.properties.filter(({ name }) => name !== 'EEPROM_UPDATE')
  return { eeprom: { ...begun, at, outcome: 'asked', properties }, failure: null }
}

function outcomeOf(run: RecoveryRun, sha256: string | null): EepromRun['outcome'] {
  const update = propertyOf(run, 'EEPROM_UPDATE')?.toLowerCase()
  const hash = propertyOf(run, 'EEPROM_HASH')?.toLowerCase()
  if (update !== undefined && update !== 'success') return 'failed'
  if (!run.sent.includes('pieeprom.bin')) return 'not-sent'
  if (hash === undefined) return 'unconfirmed'
  return hash === sha256 ? 'confirmed' : 'mismatch'
}

function propertyOf({ properties }: RecoveryRun, name: string): string | undefined {
  return properties.findLast((property) => property.name === name)?.value
}

/**
 * Who the board is, where that is not `identity`: a serial number, or a MAC address for programs that tell no serial number. Null where it is
 * the same, or has told nothing to compare. A serial number has eight or sixteen digits.
 */
function otherThan(identity: string, { serial, macs }: RecoveryRun): string | null {
  if (identity.includes(':')) return macs.includes(identity) ? null : (macs[0] ?? null)
  return serial === null || serial.slice(-8) === identity.slice(-8) ? null : serial
}

const again =
  'The board can still be booted over USB: plug it in again with its jumper or button, and write it once more.'

const failures: Partial<
  Record<EepromRun['outcome'], (run: RecoveryRun) => NonNullable<RunVerdict['failure']>>
> = {
  failed: (run) => ({
    code: 'usb-eeprom-failed',
    message: `The board says that its EEPROM was not written (EEPROM_UPDATE: ${propertyOf(run, 'EEPROM_UPDATE')}): it is write-protected, the image is too old for the board, or its chip has a fault. Look for the write-protection jumper. ${again}`,
  }),
  mismatch: (run) => ({
    code: 'usb-eeprom-mismatch',
    message: `The board says that its EEPROM was written, and tells another hash (${propertyOf(run, 'EEPROM_HASH')}) than that of what was sent. Don't rely on it. ${again}`,
  }),
  'not-sent': () => ({
    code: 'usb-eeprom-not-sent',
    message: `The board did not take the image, so its EEPROM is as it was: the imported program is no recovery program, or the board does not accept it. Import the folder "recovery" or "recovery5" again. ${again}`,
  }),
}

function otherBoard(planned: string, told: string): NonNullable<RunVerdict['failure']> {
  return {
    code: 'usb-eeprom-other-board',
    message: `The board that was written is ${told}, and the plan was for ${planned}: another board was plugged in meanwhile. Check the configuration of both.`,
  }
}

import { createHash } from 'node:crypto'
import { decodeSignature } from '../station/protocols/rpiboot/eeprom-signature.ts'
import { encodeMessage } from '../station/protocols/rpiboot/message.ts'
import type { RecoveryFault } from './usb-faults.ts'

/** What a simulated board knows and has when it runs Raspberry Pi's recovery program. */
export type RecoveryBoard = {
  /** `[property, value]`: who it is. */
  readonly metadata: readonly (readonly [string, string])[]
  /** Files that it has read whole, by name. */
  readonly received: ReadonlyMap<string, Buffer>
  /** It begins to read this file: what comes is that. */
  readonly reading: (name: string) => void
  /** Its EEPROM holds this from now on. */
  readonly write: (image: Buffer) => void
  readonly fault: RecoveryFault | undefined
}

/** True for the boot code that writes EEPROMs: the real one has this word in it too, in what it says on its serial line. */
export function isRecoveryProgram(bootCode: Buffer | undefined): boolean {
  return bootCode?.includes('RECOVERY') ?? false
}

/** True when this `config.txt` lets the board start anew at the end. */
export function restarts(config: Buffer | undefined): boolean {
  return /^recovery_reboot=1$/m.test(config?.toString('latin1') ?? '')
}

/**
 * What the program asks for and tells: `config.txt`, the signature, the image if there is one, then the board's properties
 * and how the writing went. Without an image it tells success all the same (rpi-eeprom#735). The answer to each question is a length.
 */
export function* recoveryQuestions(board: RecoveryBoard): Generator<Uint8Array, void, number> {
  const { fault, received } = board
  yield* read(board, 'config.txt')
  if (fault !== 'asks-for-nothing') {
    yield* read(board, 'pieeprom.sig')
    yield* read(board, 'pieeprom.bin')
  }
  if (fault === 'leaves-while-writing') return
  const image = received.get('pieeprom.bin')
  const isFine = image === undefined || isSigned(image, received.get('pieeprom.sig'))
  const isWritten = isFine && fault !== 'update-failed'
  if (image && isWritten) board.write(image)
  for (const [property, value] of board.metadata) yield encodeMessage(0, `*${property}*${value}`)
  if (fault !== 'tells-nothing' && fault !== 'asks-for-nothing') {
    yield encodeMessage(0, `*EEPROM_UPDATE*${isWritten ? 'success' : 'failed'}`)
    if (image && isWritten) yield encodeMessage(0, `*EEPROM_HASH*${hashTold(image, fault)}`)
  }
  yield encodeMessage(2, '')
}

function* read(board: RecoveryBoard, name: string): Generator<Uint8Array, void, number> {
  const size = yield encodeMessage(0, name)
  if (size === 0) return
  board.reading(name)
  yield encodeMessage(1, name)
}

function isSigned(image: Buffer, signature: Buffer | undefined): boolean {
  return decodeSignature(signature?.toString('latin1') ?? '')?.sha256 === hashOf(image)
}

function hashTold(image: Buffer, fault: RecoveryFault | undefined): string {
  return fault === 'hash-mismatch' ? hashOf(Buffer.from('something else')) : hashOf(image)
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

import type { TransferEnd, TransferSpecification } from './transfer.ts'
import { endOfClientError, firstWaitMilliseconds, optionAnswer } from './transfer.ts'

/** What native/tftp-mover.c is told and tells: one line each, change both together, and this number in both (MOVER_VERSION there). */
export const moverVersion = 2

/** Where the mover finds the bytes of one transfer. */
export type MoverSource =
  | { readonly kind: 'blob'; readonly blob: number }
  | { readonly kind: 'file'; readonly path: string }

export type MoverReport =
  /** `version` is that of its messages. */
  | { readonly kind: 'ready'; readonly version: number }
  | { readonly kind: 'proven'; readonly id: number }
  | { readonly kind: 'progress'; readonly id: number; readonly bytes: number }
  /** `end` is undefined when it ended because we said so: we know how. */
  | {
      readonly kind: 'ended'
      readonly id: number
      readonly bytes: number
      readonly resends: number
      readonly end: TransferEnd | undefined
    }

/** `size` is the length of the file. */
export function startLine(
  specification: Omit<TransferSpecification, 'source'>,
  source: MoverSource,
  size: number,
): string {
  const { id, client, negotiated } = specification
  const answer = optionAnswer(negotiated)
  const words = [
    ...[id, client.address, client.port, negotiated.blockSize, negotiated.windowSize],
    ...[firstWaitMilliseconds(negotiated), size],
    answer === undefined ? '-' : Buffer.from(answer).toString('hex'),
    source.kind,
    source.kind === 'blob' ? source.blob : Buffer.from(source.path).toString('hex'),
  ]
  return `start ${words.join(' ')}\n`
}

/** `reason` goes to the client; it is our own text. */
export function cancelLine(id: number, reason: string): string {
  return `cancel ${id} ${reason.replaceAll(/[^ -~]/g, '?')}\n`
}

/** Reads one line of the mover; undefined when it is not one that the mover writes. */
export function readReport(line: string): MoverReport | undefined {
  const [verb, ...words] = line.split(' ')
  const id = Number(words[0])
  const bytes = Number(words[1])
  // The first version said no more than that.
  if (verb === 'ready') return { kind: 'ready', version: words[0] === undefined ? 1 : id }
  if (!Number.isSafeInteger(id)) return undefined
  if (verb === 'proven') return { kind: 'proven', id }
  if (!Number.isSafeInteger(bytes)) return undefined
  if (verb === 'progress') return { kind: 'progress', id, bytes }
  const resends = Number(words[2])
  const end = readEnd(verb, bytes, Buffer.from(words[3] ?? '', 'hex').toString('latin1'))
  if (end === undefined || !Number.isSafeInteger(resends)) return undefined
  return { kind: 'ended', id, bytes, resends, end: end.end }
}

function readEnd(
  verb: string | undefined,
  bytes: number,
  text: string,
): { readonly end: TransferEnd | undefined } | undefined {
  switch (verb) {
    case 'done':
      return { end: { kind: 'done' } }
    case 'timed-out':
      return { end: { kind: 'timed-out' } }
    case 'error':
      return { end: { kind: 'error', message: text } }
    case 'client-error':
      return { end: endOfClientError(bytes, text) }
    case 'cancelled':
      return { end: undefined }
    default:
      return undefined
  }
}

import type { TftpOption } from './packet.ts'

/** What the server is ready to grant. */
export type NegotiationLimits = {
  readonly maximumBlockSize: number
  readonly maximumWindowSize: number
}

export type Negotiated = {
  readonly blockSize: number
  readonly windowSize: number
  /** The client's own wish for the wait before a packet is sent again (RFC 2349). */
  readonly timeoutSeconds?: number
  /** The options of the OACK, in the client's order; none means: no OACK, DATA 1 at once. */
  readonly answers: readonly TftpOption[]
}

/** RFC 1350 §2: without options a block has 512 octets. */
const defaultBlockSize = 512
/** RFC 2348: between 8 and 65464 octets. */
const smallestBlockSize = 8
/** RFC 2349 allows 255 s. A vanished client would hold its place for many minutes: not granted. */
const longestTimeoutSeconds = 30
/** Packets in flight are kept in memory until acknowledged; this bounds them per transfer. */
const longestWindowBytes = 1024 * 1024

/**
 * Answers a read request's options. An option that is unknown or out of range is left out of the
 * answer, which by RFC 2347 means "as if it was not asked"; a block or window size larger than
 * ours is answered with a smaller one (RFC 2348, RFC 7440 §3). `size` is the file's length for
 * tsize (RFC 2349).
 */
export function negotiate(
  options: readonly TftpOption[],
  size: number,
  limits: NegotiationLimits,
): Negotiated {
  const blockSize = grantedBlockSize(options, limits)
  const windowSize = grantedWindowSize(options, limits, blockSize ?? defaultBlockSize)
  const timeoutSeconds = wholeNumber(options, 'timeout', 1, longestTimeoutSeconds)
  const granted = new Map<string, number | undefined>([
    ['blksize', blockSize],
    ['windowsize', windowSize],
    ['timeout', timeoutSeconds],
    ['tsize', optionValue(options, 'tsize') === undefined ? undefined : size],
  ])
  return {
    blockSize: blockSize ?? defaultBlockSize,
    windowSize: windowSize ?? 1,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    answers: answersInOrder(options, granted),
  }
}

function grantedBlockSize(options: readonly TftpOption[], limits: NegotiationLimits) {
  const asked = wholeNumber(options, 'blksize', smallestBlockSize, Number.MAX_SAFE_INTEGER)
  return asked === undefined ? undefined : Math.min(asked, limits.maximumBlockSize)
}

function grantedWindowSize(
  options: readonly TftpOption[],
  limits: NegotiationLimits,
  blockSize: number,
) {
  const asked = wholeNumber(options, 'windowsize', 1, Number.MAX_SAFE_INTEGER)
  if (asked === undefined) return undefined
  const fitting = Math.max(1, Math.floor(longestWindowBytes / blockSize))
  return Math.min(asked, limits.maximumWindowSize, fitting)
}

/** Each option once (RFC 2347: an option may only be given once), in the order asked. */
function answersInOrder(
  options: readonly TftpOption[],
  granted: Map<string, number | undefined>,
): TftpOption[] {
  const answers: TftpOption[] = []
  for (const { name } of options) {
    const value = granted.get(name)
    granted.delete(name)
    if (value !== undefined) answers.push({ name, value: String(value) })
  }
  return answers
}

function wholeNumber(options: readonly TftpOption[], name: string, least: number, most: number) {
  const text = optionValue(options, name)
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}

function optionValue(options: readonly TftpOption[], name: string): string | undefined {
  return options.find((option) => option.name === name)?.value
}

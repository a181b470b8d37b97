/** Why the image library would not do what it was asked. docs/image-format.md lists what each code means. */
export type RefusalCode =
  | 'source-unreadable'
  | 'empty'
  | 'unknown-format'
  | 'format-mismatch'
  | 'truncated'
  | 'corrupt'
  | 'not-whole-sectors'
  | 'no-partition-table'
  | 'zip-not-one-image'
  | 'bmap-invalid'
  | 'bmap-mismatch'
  | 'too-big'
  | 'url-not-found'
  | 'url-refused'
  | 'url-insecure'
  | 'url-host-unknown'
  | 'url-unreachable'
  | 'download-broken-off'
  | 'checksum-mismatch'
  | 'station-disk-full'
  | 'station-disk-failed'
  | 'cancelled'
  | 'image-unknown'
  | 'image-damaged'
  | 'name-invalid'
  | 'job-invalid'
  | 'backup-unknown'
  | 'backup-busy'
  | 'backup-closed'
  | 'chunk-invalid'
  | 'chunk-mismatch'
  | 'list-mismatch'
  | 'size-mismatch'
  | 'internal'

/** An expected "no": `message` says what happened, why, and what to do next. */
export type Refused = { kind: 'refused'; code: RefusalCode; message: string }

/** Carries a refusal up through code that works with exceptions; turned into a value at the library's border. */
export class ImageRefusal extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

export function refused(code: RefusalCode, message: string): Refused {
  return { kind: 'refused', code, message }
}

/** Turns anything thrown into a refusal: a full disk keeps its code, surprises become `internal`. */
export function toRefused(error: unknown): Refused {
  if (error instanceof ImageRefusal) return refused(error.code, error.message)
  const { code, message } = describe(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return refused('station-disk-full', diskFull())
  if (code === 'EIO' || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return refused(
      'station-disk-failed',
      `The station could not use its image folder (${message}). Check the disk and its rights, then try again.`,
    )
  }
  return refused(
    'internal',
    `The image library stopped on something unexpected (${message}). Try again; if it happens again, report it with this text.`,
  )
}

export function diskFull(): string {
  return 'The disk that holds the image library is full, so nothing was kept. Remove images you no longer need or free space on the disk, then try again.'
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message }
}

import { extname } from 'node:path'

export type SourceFormat = 'raw' | 'xz' | 'gzip' | 'bzip2' | 'zstd' | 'zip'

export type FormatResult =
  | { kind: 'ok'; format: SourceFormat }
  | { kind: 'unknown'; found: string }
  | { kind: 'mismatch'; expected: SourceFormat }

/** How many bytes from the beginning of a file `recogniseFormat` looks at. */
export const formatProbeLength = 512

const endings = new Map<string, SourceFormat>([
  ['.xz', 'xz'],
  ['.gz', 'gzip'],
  ['.tgz', 'gzip'],
  ['.bz2', 'bzip2'],
  ['.zst', 'zstd'],
  ['.zip', 'zip'],
])

const strangers: [name: string, magic: string][] = [
  ['a 7-Zip archive', '377abcaf271c'],
  ['a RAR archive', '526172211a07'],
  ['an lz4 file', '04224d18'],
  ['a QEMU qcow2 disk', '514649fb'],
  ['a VMware disk', '4b444d56'],
  ['a VirtualBox disk', '3c3c3c20'],
  ['a Hyper-V disk', '7668647866696c65'],
  ['an Android sparse image', '3aff26ed'],
  ['a web page', '3c21444f43545950452068746d6c'],
  ['a web page', '3c21646f63747970652068746d6c'],
  ['a web page', '3c68746d6c'],
  ['a program', '7f454c46'],
]

/**
 * Recognises a file by its first bytes; its name only counts against it. A `.img` that is really gzip is gzip;
 * a `.xz` that is nothing compressed is a mismatch (a download that failed, mostly).
 */
export function recogniseFormat(fileName: string, start: Uint8Array): FormatResult {
  const compressed = recogniseCompression(start)
  if (compressed) return { kind: 'ok', format: compressed }
  const hex = Buffer.from(start).toString('hex')
  const stranger = strangers.find(([, magic]) => hex.startsWith(magic))
  if (stranger) return { kind: 'unknown', found: stranger[0] }
  const expected = endings.get(extname(fileName).toLowerCase())
  return expected ? { kind: 'mismatch', expected } : { kind: 'ok', format: 'raw' }
}

/** The compression whose magic number these bytes begin with, or null. */
export function recogniseCompression(start: Uint8Array): Exclude<SourceFormat, 'raw'> | null {
  const hex = Buffer.from(start.subarray(0, 16)).toString('hex')
  if (hex.startsWith('fd377a585a00')) return 'xz'
  if (hex.startsWith('1f8b08')) return 'gzip'
  if (/^425a683[1-9](314159265359|177245385090)/.test(hex)) return 'bzip2'
  if (hex.startsWith('28b52ffd') || /^5.2a4d18/.test(hex)) return 'zstd'
  return /^504b(0304|0506|0708)/.test(hex) ? 'zip' : null
}

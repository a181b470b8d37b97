import { createHash } from 'node:crypto'

/** One zstd frame's worth of raw bytes. Offsets and lengths in bytes, `sha256` in lower-case hex. */
export type DataChunk = {
  kind: 'data'
  offset: number
  length: number
  frameOffset: number
  frameLength: number
  sha256: string
}

/** Bytes that are defined and zero. */
export type ZeroRun = { kind: 'zero'; offset: number; length: number }

export type Extent = DataChunk | ZeroRun

/** What index.txt says. `extents` are sorted by offset and do not overlap. */
export type ImageIndex = { size: number; framesSize: number; extents: Extent[] }

export const chunkSize = 1024 * 1024
export const sectorSize = 512
/** More than any zstd frame of one chunk needs; also the limit of one upload (docs/agent-protocol.md). */
export const maximumFrameLength = 4 * 1024 * 1024
/** The largest image: 16 TiB, far above any storage a board has. */
export const maximumImageSize = 16 * 1024 ** 4

type Parsed<T> = { kind: 'ok'; value: T } | { kind: 'invalid'; reason: string }
export type ParsedIndex = { kind: 'ok'; index: ImageIndex } | { kind: 'invalid'; reason: string }

/** Writes index.txt as docs/image-format.md specifies it. */
export function formatIndex(index: ImageIndex): string {
  const lines = index.extents.map(formatExtent)
  const chunks = index.extents.filter((extent) => extent.kind === 'data').length
  const head = [
    'bootbench-index 1',
    `size ${index.size}`,
    `chunks ${chunks}`,
    `zeros ${index.extents.length - chunks}`,
    `frames ${index.framesSize}`,
  ]
  return `${[...head, ...lines].join('\n')}\n`
}

export function formatExtent(extent: Extent): string {
  if (extent.kind === 'zero') return `zero ${extent.offset} ${extent.length}`
  return `data ${extent.offset} ${extent.length} ${extent.frameOffset} ${extent.frameLength} ${extent.sha256}`
}

/**
 * The image id: the same content gives the same id, whatever file it came from and however it was compressed.
 * Hashed are the size and the extents without the places of their frames.
 */
export function imageId(index: ImageIndex): string {
  const hash = createHash('sha256').update(`size ${index.size}\n`)
  for (const extent of index.extents) {
    const sha256 = extent.kind === 'data' ? ` ${extent.sha256}` : ''
    hash.update(`${extent.kind} ${extent.offset} ${extent.length}${sha256}\n`)
  }
  return hash.digest('hex').slice(0, 32)
}

/** Sums that the manifest repeats. */
export function indexTotals(index: ImageIndex) {
  let dataBytes = 0
  let zeroBytes = 0
  let chunkCount = 0
  for (const extent of index.extents) {
    if (extent.kind === 'zero') zeroBytes += extent.length
    else {
      dataBytes += extent.length
      chunkCount += 1
    }
  }
  return { dataBytes, definedBytes: dataBytes + zeroBytes, chunkCount }
}

/** Reads index.txt strictly: anything that docs/image-format.md does not allow is invalid, with the line's number. */
export function parseIndex(text: string): ParsedIndex {
  if (!text.endsWith('\n')) return { kind: 'invalid', reason: 'the last line does not end' }
  const lines = text.slice(0, -1).split('\n')
  const head = parseHead(lines)
  if (head.kind === 'invalid') return head
  const extents: Extent[] = []
  for (const [position, line] of lines.slice(5).entries()) {
    const extent = parseExtent(line)
    const previous = extents.at(-1)
    const problem =
      extent.kind === 'invalid' ? extent.reason : extentProblem(extent.value, previous, head.value)
    if (extent.kind === 'invalid' || problem) {
      return { kind: 'invalid', reason: `line ${position + 6}: ${problem}` }
    }
    extents.push(extent.value)
  }
  return checkCounts(head.value, extents)
}

type Head = { size: number; chunks: number; zeros: number; frames: number }

function parseHead(lines: string[]): Parsed<Head> {
  if (lines[0] !== 'bootbench-index 1') return { kind: 'invalid', reason: 'not a version 1 index' }
  const [size, chunks, zeros, frames] = ['size', 'chunks', 'zeros', 'frames'].map((word, place) => {
    const [key, value, ...rest] = (lines[place + 1] ?? '').split(' ')
    return key === word && rest.length === 0 ? parseNumber(value) : null
  })
  if (size == null || chunks == null || zeros == null || frames == null) {
    return { kind: 'invalid', reason: 'a line of the head is missing or is not a number' }
  }
  if (size === 0 || size % sectorSize !== 0 || size > maximumImageSize) {
    return { kind: 'invalid', reason: 'the size is not a whole number of sectors within the limit' }
  }
  return { kind: 'ok', value: { size, chunks, zeros, frames } }
}

/** Reads one `data` or `zero` line by its form alone. */
export function parseExtent(line: string): Parsed<Extent> {
  const fields = line.split(' ')
  const [offset, length, frameOffset, frameLength] = fields.slice(1, 5).map(parseNumber)
  if (fields[0] === 'zero' && fields.length === 3 && offset != null && length != null) {
    return { kind: 'ok', value: { kind: 'zero', offset, length } }
  }
  const sha256 = fields[5]
  if (fields[0] !== 'data' || fields.length !== 6 || !sha256 || !/^[0-9a-f]{64}$/.test(sha256)) {
    return { kind: 'invalid', reason: 'neither a data nor a zero line' }
  }
  if (offset == null || length == null || frameOffset == null || frameLength == null) {
    return { kind: 'invalid', reason: 'a field is not a number' }
  }
  return { kind: 'ok', value: { kind: 'data', offset, length, frameOffset, frameLength, sha256 } }
}

/** Says what is wrong with the place of a data chunk in a storage of `size` bytes, or null. */
export function chunkPlaceProblem(offset: number, length: number, size: number): string | null {
  const shape = sectorRangeProblem(offset, length, size)
  if (shape) return shape
  const sameChunk = Math.floor(offset / chunkSize) === Math.floor((offset + length - 1) / chunkSize)
  return sameChunk ? null : 'a chunk crosses a multiple of 1 MiB'
}

function extentProblem(extent: Extent, previous: Extent | undefined, head: Head): string | null {
  if (previous && extent.offset < previous.offset + previous.length) {
    return 'not sorted, or overlaps the line before'
  }
  if (extent.kind === 'zero') return sectorRangeProblem(extent.offset, extent.length, head.size)
  if (extent.frameLength === 0 || extent.frameLength > maximumFrameLength) {
    return 'the frame length is not possible'
  }
  if (extent.frameOffset + extent.frameLength > head.frames)
    return 'a frame lies outside frames.zst'
  return chunkPlaceProblem(extent.offset, extent.length, head.size)
}

function sectorRangeProblem(offset: number, length: number, size: number): string | null {
  if (offset % sectorSize !== 0 || length % sectorSize !== 0) return 'not on whole sectors'
  if (length === 0) return 'the length is 0'
  return offset + length > size ? 'outside the image' : null
}

function checkCounts(head: Head, extents: Extent[]): ParsedIndex {
  const chunks = extents.filter((extent) => extent.kind === 'data').length
  if (chunks !== head.chunks || extents.length - chunks !== head.zeros) {
    return { kind: 'invalid', reason: 'the number of lines differs from the head' }
  }
  return { kind: 'ok', index: { size: head.size, framesSize: head.frames, extents } }
}

/** Decimal without sign or leading zero, at most 2^53-1; null otherwise. */
function parseNumber(text: string | undefined): number | null {
  if (text === undefined || !/^(0|[1-9][0-9]{0,15})$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

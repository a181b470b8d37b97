import { createHash, type Hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import blockmap from 'blockmap'
import { ImageRefusal } from './refusal.ts'

/** Bytes that a block map says are defined: from `start` up to, not including, `end`. */
export type DefinedRange = { start: number; end: number; checksum: string }
export type BlockMap = { imageSize: number; checksumType: string; ranges: DefinedRange[] }

const maximumFileSize = 64 * 1024 * 1024
const checksumTypes = ['sha1', 'sha256', 'sha512']

/** Reads a .bmap file (versions 1.2 to 2.0) and checks its own checksum. Throws `ImageRefusal` (bmap-invalid). */
export function readBlockMap(path: string): BlockMap {
  try {
    if (statSync(path).size > maximumFileSize) throw new Error('it is too big')
    return parseBlockMap(readFileSync(path, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ImageRefusal(
      'bmap-invalid',
      `The block map ${path} cannot be used (${reason}). Get it again, or import the image without it.`,
    )
  }
}

/** Throws an `Error` that says what is wrong. */
export function parseBlockMap(text: string): BlockMap {
  const { imageSize, blockSize, checksumType, ranges } = blockmap.BlockMap.parse(text)
  if (!Number.isSafeInteger(imageSize) || imageSize <= 0)
    throw new Error('its image size is not a number')
  if (
    !Number.isSafeInteger(blockSize) ||
    blockSize < 512 ||
    blockSize % 512 !== 0 ||
    blockSize > 2 ** 26
  ) {
    throw new Error('its block size is not possible')
  }
  if (!checksumTypes.includes(checksumType))
    throw new Error(`its checksum type ${checksumType} is not known`)
  let before = 0
  const defined = ranges.map((range) => {
    const start = range.start * blockSize
    const end = Math.min((range.end + 1) * blockSize, imageSize)
    if (
      !Number.isSafeInteger(start) ||
      !Number.isSafeInteger(end) ||
      start < before ||
      end <= start
    ) {
      throw new Error('its ranges are not in order')
    }
    before = end
    return { start, end, checksum: (range.checksum ?? '').toLowerCase() }
  })
  return { imageSize, checksumType, ranges: defined }
}

/** Hashes the ranges of a block map as their bytes come by, in order. */
export class RangeCheck {
  readonly #map: BlockMap
  #place = 0
  #hash: Hash

  constructor(map: BlockMap) {
    this.#map = map
    this.#hash = createHash(map.checksumType)
  }

  /** Bytes of the range that is next. Throws `ImageRefusal` (bmap-mismatch) at the end of one that differs. */
  update(offset: number, bytes: Uint8Array) {
    const range = this.#map.ranges[this.#place]
    if (!range) return
    this.#hash.update(bytes)
    if (offset + bytes.length < range.end) return
    if (this.#hash.digest('hex') !== range.checksum) {
      throw new ImageRefusal(
        'bmap-mismatch',
        `The bytes ${range.start} to ${range.end} of the image are not those that its block map promises. The image is damaged, or the block map belongs to another one; get both again.`,
      )
    }
    this.#place += 1
    this.#hash = createHash(this.#map.checksumType)
  }
}

/**
 * A bzip2 decoder that pulls its input and yields its output in small pieces. Why not a package: the one there is
 * (unbzip2-stream) decodes whatever it was given at once and without back-pressure, so the zeros at the end of an
 * ordinary disk image fill the memory; and the bzip2 program is not on every host. It runs in a worker.
 */

const maximumCodeLength = 20
const symbolsPerGroup = 50
const outputPiece = 256 * 1024

/** `truncated`: the input ends too early. `corrupt`: it is not bzip2, or a checksum is wrong. */
export class Bzip2Error extends Error {
  readonly code: 'truncated' | 'corrupt'
  constructor(code: 'truncated' | 'corrupt', message: string) {
    super(message)
    this.code = code
  }
}

/** Decodes one or several bzip2 streams, one after the other. Bytes behind the last one are ignored, as bzip2 does. */
export function* decodeBzip2(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  const bits = new BitReader(pieces)
  let first = true
  while (bits.hasBytes() && (first || bits.nextIs('BZh'))) {
    first = false
    yield* decodeStream(bits)
    bits.alignToByte()
  }
}

function* decodeStream(bits: BitReader): Generator<Uint8Array> {
  if (bits.take(24) !== 0x425a68) throw corrupt('the header is not there')
  const level = bits.take(8) - 0x30
  if (level < 1 || level > 9) throw corrupt('the block size is not possible')
  const table = new Uint32Array(level * 100_000)
  let streamCrc = 0
  for (;;) {
    const [high, low] = [bits.take(24), bits.take(24)]
    const crc = bits.takeWord()
    if (high === 0x177245 && low === 0x385090) {
      if (crc !== streamCrc) throw corrupt('the checksum of the whole is wrong')
      return
    }
    if (high !== 0x314159 || low !== 0x265359)
      throw corrupt('a block does not begin where it should')
    const output = new RunOutput()
    yield* decodeBlock(bits, table, output)
    if (output.crc() !== crc) throw corrupt('the checksum of a block is wrong')
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ crc) >>> 0
  }
}

function* decodeBlock(bits: BitReader, table: Uint32Array, output: RunOutput) {
  if (bits.take(1) !== 0) throw corrupt('it uses the obsolete randomised form')
  const origin = bits.take(24)
  const length = readSymbols(bits, table)
  if (origin >= length) throw corrupt('a block has no beginning')
  const counts = new Uint32Array(257)
  for (let at = 0; at < length; at += 1)
    counts[(word(table, at) & 0xff) + 1] = word(counts, (word(table, at) & 0xff) + 1) + 1
  for (let byte = 0; byte < 256; byte += 1)
    counts[byte + 1] = word(counts, byte + 1) + word(counts, byte)
  for (let at = 0; at < length; at += 1) {
    const byte = word(table, at) & 0xff
    const place = word(counts, byte)
    counts[byte] = place + 1
    table[place] = word(table, place) | (at << 8)
  }
  let position = word(table, origin) >>> 8
  for (let at = 0; at < length; at += 1) {
    const entry = word(table, position)
    output.push(entry & 0xff)
    position = entry >>> 8
    if (output.isFull()) yield output.take()
  }
  yield output.take()
}

/** Huffman, run lengths and move-to-front: fills `table` with the bytes of the block and returns how many. */
function readSymbols(bits: BitReader, table: Uint32Array): number {
  const recent = readUsedBytes(bits)
  const endOfBlock = recent.length + 1
  const groups = bits.take(3)
  const selectorCount = bits.take(15)
  if (groups < 2 || groups > 6 || selectorCount === 0) throw corrupt('a block has no code tables')
  const selectors = readSelectors(bits, groups, selectorCount)
  const codes = Array.from({ length: groups }, () => readCode(bits, endOfBlock + 1))
  let [length, runLength, runBit, decoded] = [0, 0, 1, 0]
  let code: Code | undefined
  for (;;) {
    if (decoded % symbolsPerGroup === 0) code = codes[selectors[decoded / symbolsPerGroup] ?? -1]
    decoded += 1
    if (!code) throw corrupt('a block has too few code tables')
    const symbol = code.read(bits)
    if (symbol <= 1) {
      runLength += runBit << symbol
      runBit <<= 1
      if (runLength > table.length) throw corrupt('a block is too long')
      continue
    }
    if (runLength > 0) {
      if (length + runLength > table.length) throw corrupt('a block is too long')
      table.fill(recent[0] ?? 0, length, length + runLength)
      length += runLength
      ;[runLength, runBit] = [0, 1]
    }
    if (symbol === endOfBlock) return length
    if (length >= table.length) throw corrupt('a block is too long')
    const byte = recent[symbol - 1] ?? 0
    recent.copyWithin(1, 0, symbol - 1)
    recent[0] = byte
    table[length] = byte
    length += 1
  }
}

function readUsedBytes(bits: BitReader): Uint8Array {
  const ranges = bits.take(16)
  const used: number[] = []
  for (let range = 0; range < 16; range += 1) {
    if ((ranges & (0x8000 >> range)) === 0) continue
    const members = bits.take(16)
    for (let member = 0; member < 16; member += 1) {
      if ((members & (0x8000 >> member)) !== 0) used.push(range * 16 + member)
    }
  }
  if (used.length === 0) throw corrupt('a block uses no byte')
  return Uint8Array.from(used)
}

function readSelectors(bits: BitReader, groups: number, count: number): Uint8Array {
  const recent = Array.from({ length: groups }, (_, group) => group)
  const selectors = new Uint8Array(count)
  for (let at = 0; at < count; at += 1) {
    let place = 0
    while (bits.take(1) === 1) {
      place += 1
      if (place >= groups) throw corrupt('a code table is not there')
    }
    const [group = 0] = recent.splice(place, 1)
    recent.unshift(group)
    selectors[at] = group
  }
  return selectors
}

function readCode(bits: BitReader, symbols: number): Code {
  const lengths = new Uint8Array(symbols)
  let length = bits.take(5)
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    for (;;) {
      if (length < 1 || length > maximumCodeLength) throw corrupt('a code is too long')
      if (bits.take(1) === 0) break
      length += bits.take(1) === 0 ? 1 : -1
    }
    lengths[symbol] = length
  }
  return new Code(lengths)
}

/** A canonical Huffman code: for each length the first code and the place of its first symbol. */
class Code {
  readonly #first = new Int32Array(maximumCodeLength + 2)
  readonly #place = new Int32Array(maximumCodeLength + 2)
  readonly #count = new Int32Array(maximumCodeLength + 2)
  readonly #symbols: Uint16Array

  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length)
    let [code, place] = [0, 0]
    for (let length = 1; length <= maximumCodeLength; length += 1) {
      this.#first[length] = code
      this.#place[length] = place
      for (const [symbol, own] of lengths.entries()) {
        if (own === length) this.#symbols[place++] = symbol
      }
      this.#count[length] = place - word(this.#place, length)
      code = (code + word(this.#count, length)) << 1
    }
  }

  read(bits: BitReader): number {
    let code = 0
    for (let length = 1; length <= maximumCodeLength; length += 1) {
      code = (code << 1) | bits.take(1)
      const rank = code - word(this.#first, length)
      if (rank >= 0 && rank < word(this.#count, length)) {
        return word(this.#symbols, word(this.#place, length) + rank)
      }
    }
    throw corrupt('a code is unknown')
  }
}

/** Undoes the first run-length step (four equal bytes, then a count) and keeps the block's checksum. */
class RunOutput {
  #bytes = Buffer.allocUnsafe(outputPiece + 256)
  #length = 0
  #crc = 0xffffffff
  #previous = -1
  #equal = 0

  push(byte: number) {
    if (this.#equal === 4) {
      for (let left = byte; left > 0; left -= 1) this.#put(this.#previous)
      this.#equal = 0
      this.#previous = -1
      return
    }
    this.#equal = byte === this.#previous ? this.#equal + 1 : 1
    this.#previous = byte
    this.#put(byte)
  }

  isFull(): boolean {
    return this.#length >= outputPiece
  }

  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = Buffer.allocUnsafe(outputPiece + 256)
    this.#length = 0
    return taken
  }

  crc(): number {
    return ~this.#crc >>> 0
  }

  #put(byte: number) {
    this.#bytes[this.#length] = byte
    this.#length += 1
    this.#crc = (this.#crc << 8) ^ word(crcTable, ((this.#crc >>> 24) ^ byte) & 0xff)
  }
}

class BitReader {
  readonly #pieces: Iterator<Uint8Array>
  #piece: Uint8Array = new Uint8Array(0)
  #at = 0
  #value = 0
  #count = 0

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]()
  }

  /** The next 1 to 24 bits, the first one highest. */
  take(wanted: number): number {
    while (this.#count < wanted) {
      this.#value = ((this.#value << 8) | this.#nextByte()) >>> 0
      this.#count += 8
    }
    this.#count -= wanted
    return (this.#value >>> this.#count) & ((1 << wanted) - 1)
  }

  takeWord(): number {
    return this.take(16) * 0x10000 + this.take(16)
  }

  alignToByte() {
    this.#count -= this.#count % 8
  }

  hasBytes(): boolean {
    while (this.#at >= this.#piece.length) {
      const next = this.#pieces.next()
      if (next.done) return false
      this.#piece = next.value
      this.#at = 0
    }
    return true
  }

  /** Looks ahead without taking; only between streams, where no bits are held back. */
  nextIs(text: string): boolean {
    const wanted = Buffer.from(text, 'latin1')
    while (this.#piece.length - this.#at < wanted.length) {
      const next = this.#pieces.next()
      if (next.done) return false
      this.#piece = Buffer.concat([this.#piece.subarray(this.#at), next.value])
      this.#at = 0
    }
    return wanted.equals(this.#piece.subarray(this.#at, this.#at + wanted.length))
  }

  #nextByte(): number {
    if (!this.hasBytes()) throw new Bzip2Error('truncated', 'the bzip2 data ends too early')
    const byte = this.#piece[this.#at] ?? 0
    this.#at += 1
    return byte
  }
}

function corrupt(what: string): Bzip2Error {
  return new Bzip2Error('corrupt', `the bzip2 data is corrupt: ${what}`)
}

/** An element of a typed array; the callers keep to its bounds. */
function word(array: Uint32Array | Int32Array | Uint16Array, at: number): number {
  return array[at] ?? 0
}

/** CRC-32 with the highest bit first (polynomial 04C11DB7), unlike the one in zlib. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit += 1)
    crc = (crc & 0x80000000) !== 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc >>> 0
})

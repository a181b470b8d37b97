/**
 * Finds where zstd frames end (RFC 8878, section 3). Node's zstd stream stops silently behind the first frame, but
 * pzstd and `cat a.zst b.zst` make files of many; and an uploaded frame must be one frame and nothing else.
 */

const magic = 0xfd2fb528
const skippableMagic = 0x184d2a50
const contentSizeBytes = [0, 2, 4, 8]
const dictionaryBytes = [0, 1, 2, 4]

type Step = 'magic' | 'skippable-size' | 'descriptor' | 'header' | 'block' | 'skip' | 'ended'

/** Feed it the bytes of one frame; it says which of them belong to that frame. */
export class ZstdFrameScanner {
  #step: Step = 'magic'
  #needed = 4
  #field = Buffer.alloc(16)
  #held = 0
  #skip = 0
  #descriptor = 0
  #lastBlock = false
  /** Bytes that the frame says it holds; null where it does not say or the header was not read yet. */
  contentSize: number | null = null
  skippable = false
  /** Not zstd: the frame cannot be followed further. */
  broken = false

  get ended(): boolean {
    return this.#step === 'ended'
  }

  /** Takes bytes from `from` on; returns the place behind the last byte of the frame, or the end of `bytes`. */
  scan(bytes: Uint8Array, from = 0): number {
    let at = from
    while (at < bytes.length && this.#step !== 'ended' && !this.broken) {
      if (this.#step === 'skip') {
        const taken = Math.min(this.#skip, bytes.length - at)
        this.#skip -= taken
        at += taken
      } else {
        const taken = Math.min(this.#needed - this.#held, bytes.length - at)
        this.#field.set(bytes.subarray(at, at + taken), this.#held)
        this.#held += taken
        at += taken
        if (this.#held === this.#needed) this.#readField()
      }
      if (this.#step === 'skip' && this.#skip === 0) this.#afterSkip()
    }
    return at
  }

  #expect(step: Step, needed: number) {
    this.#step = step
    this.#needed = needed
    this.#held = 0
  }

  #readField() {
    switch (this.#step) {
      case 'magic':
        return this.#readMagic()
      case 'skippable-size':
        this.#lastBlock = true
        this.#descriptor = 0
        this.#skip = this.#field.readUInt32LE(0)
        this.#step = 'skip'
        return
      case 'descriptor':
        return this.#readDescriptor()
      case 'header':
        return this.#readHeader()
      case 'block':
        return this.#readBlock()
      case 'skip':
      case 'ended':
        return
      default:
        this.#step satisfies never
    }
  }

  #readMagic() {
    const value = this.#field.readUInt32LE(0)
    this.skippable = (value & 0xfffffff0) >>> 0 === skippableMagic
    if (this.skippable) this.#expect('skippable-size', 4)
    else if (value === magic) this.#expect('descriptor', 1)
    else this.broken = true
  }

  #readDescriptor() {
    this.#descriptor = this.#field.readUInt8(0)
    const needed = this.#windowBytes() + this.#dictionaryBytes() + this.#sizeBytes()
    if (needed === 0) this.#expect('block', 3)
    else this.#expect('header', needed)
  }

  #readHeader() {
    const at = this.#windowBytes() + this.#dictionaryBytes()
    const size = this.#sizeBytes()
    if (size === 1) this.contentSize = this.#field.readUInt8(at)
    if (size === 2) this.contentSize = this.#field.readUInt16LE(at) + 256
    if (size === 4) this.contentSize = this.#field.readUInt32LE(at)
    if (size === 8) this.contentSize = Number(this.#field.readBigUInt64LE(at))
    this.#expect('block', 3)
  }

  #readBlock() {
    const header = this.#field.readUIntLE(0, 3)
    const kind = (header >> 1) & 3
    if (kind === 3) {
      this.broken = true
      return
    }
    this.#lastBlock = (header & 1) === 1
    this.#skip = kind === 1 ? 1 : header >> 3
    this.#step = 'skip'
  }

  #afterSkip() {
    if (!this.#lastBlock) return this.#expect('block', 3)
    const checksum = (this.#descriptor & 4) !== 0
    if (!checksum) {
      this.#step = 'ended'
      return
    }
    this.#descriptor &= ~4
    this.#skip = 4
  }

  #windowBytes(): number {
    return (this.#descriptor & 0x20) !== 0 ? 0 : 1
  }

  #dictionaryBytes(): number {
    return dictionaryBytes[this.#descriptor & 3] ?? 0
  }

  #sizeBytes(): number {
    const flag = this.#descriptor >> 6
    return flag === 0 && (this.#descriptor & 0x20) !== 0 ? 1 : (contentSizeBytes[flag] ?? 0)
  }
}

/** Whether `bytes` are one whole zstd frame, without anything behind it, that says it holds `contentSize` bytes. */
export function isFrameOf(bytes: Uint8Array, contentSize: number): boolean {
  const scanner = new ZstdFrameScanner()
  const end = scanner.scan(bytes)
  return (
    scanner.ended &&
    !scanner.skippable &&
    end === bytes.length &&
    scanner.contentSize === contentSize
  )
}

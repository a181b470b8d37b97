/**
 * Which blocks of a transfer are in flight: the arithmetic of RFC 1350 §2 (lock step, window of
 * one) and RFC 7440 (more than one), without sockets or time.
 *
 * Blocks are counted from 1 without end inside; on the wire the number has 16 bits and goes on
 * with 0 after 65535, which is what clients of large files expect (RFC 7440 says nothing,
 * RFC 1350 knows no such file; tftp-hpa, atftp, U-Boot and the Pi bootloader of 2025-09-23 do so).
 */
export class SendWindow {
  /** The file's last block; it is shorter than the others, perhaps empty (RFC 1350 §6). */
  readonly lastBlock: number
  readonly windowSize: number
  /** Highest block that the client has acknowledged with all before it. */
  acknowledged = 0
  /** Highest block sent since the last rewind. */
  sent = 0
  /** How often blocks were sent again because of an acknowledgement. */
  rewinds = 0
  /** The block after which the window was already sent again because of an acknowledgement. */
  #rewoundAfter = -1

  constructor(size: number, blockSize: number, windowSize: number) {
    this.lastBlock = Math.floor(size / blockSize) + 1
    this.windowSize = windowSize
  }

  /** Highest block that may be sent now. */
  get limit(): number {
    return Math.min(this.acknowledged + this.windowSize, this.lastBlock)
  }

  /**
   * Takes an acknowledgement's 16-bit number.
   *
   * - `complete`: the whole file has arrived.
   * - `advanced`: send what the window now allows. An acknowledgement in the middle of the window
   *   means that the client saw a gap there (RFC 7440 §4): sending starts again behind it.
   * - `ignored`: a number outside the window, or a duplicate. A duplicate is never answered in
   *   lock step (RFC 1350 "Sorcerer's Apprentice", RFC 1123 §4.2.3.1); with a larger window it
   *   says "the first block of the window is missing" and is obeyed once until progress is made.
   */
  acknowledge(block: number): 'complete' | 'advanced' | 'ignored' {
    const distance = (block - this.acknowledged) & 0xffff
    if (distance > this.sent - this.acknowledged) return 'ignored'
    if (distance === 0) return this.#duplicate()
    this.acknowledged += distance
    if (this.acknowledged === this.lastBlock) return 'complete'
    if (this.acknowledged < this.sent) this.#rewind()
    return 'advanced'
  }

  /** Nothing came in time: everything in flight is sent again. */
  timeOut(): void {
    this.sent = this.acknowledged
    this.#rewoundAfter = -1
  }

  #duplicate(): 'advanced' | 'ignored' {
    if (this.windowSize === 1 || this.sent === this.acknowledged) return 'ignored'
    if (this.#rewoundAfter === this.acknowledged) return 'ignored'
    this.#rewind()
    return 'advanced'
  }

  #rewind(): void {
    this.rewinds += 1
    this.#rewoundAfter = this.acknowledged
    this.sent = this.acknowledged
  }
}

/** What a USB transfer came to. `gone`: the board is no longer there. `detail` is the operating system's own word. */
export type UsbTransfer<Value> = { readonly kind: 'ok'; readonly value: Value } | UsbTransferFailure

export type UsbTransferFailure = {
  readonly kind: 'failed'
  readonly reason: 'stall' | 'timeout' | 'gone' | 'other'
  readonly detail: string
}

/** A board in USB boot mode that is open, with just what the protocol needs. Nothing here throws. Times in milliseconds. */
export type UsbDevice = {
  readonly vendorId: number
  readonly productId: number
  /** `iSerialNumber` of the device descriptor (USB 2.0, table 9-8): tells the boot ROM from the boot code that it was sent. */
  readonly serialIndex: number
  /** `bNumInterfaces` of the active configuration (USB 2.0, table 9-10). */
  readonly interfaceCount: number
  /** Vendor request 0 to the device, without data. */
  controlOut(value: number, index: number, timeout: number): Promise<UsbTransfer<void>>
  /** Vendor request 0 from the device; the answer may be shorter than `length`. */
  controlIn(
    value: number,
    index: number,
    length: number,
    timeout: number,
  ): Promise<UsbTransfer<Uint8Array>>
  /** Answers with the number of bytes that were taken. */
  bulkOut(endpoint: number, bytes: Uint8Array, timeout: number): Promise<UsbTransfer<number>>
  close(): Promise<void>
}

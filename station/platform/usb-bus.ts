/** What a USB transfer came to; the same shape as the protocol's, which knows nothing of this computer. */
export type UsbTransferResult<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | {
      readonly kind: 'failed'
      readonly reason: 'stall' | 'timeout' | 'gone' | 'other'
      readonly detail: string
    }

/** An open USB device as station/protocols/rpiboot needs it. */
export type OpenUsbDevice = {
  readonly vendorId: number
  readonly productId: number
  readonly serialIndex: number
  readonly interfaceCount: number
  controlOut(value: number, index: number, timeout: number): Promise<UsbTransferResult<void>>
  controlIn(
    value: number,
    index: number,
    length: number,
    timeout: number,
  ): Promise<UsbTransferResult<Uint8Array>>
  bulkOut(endpoint: number, bytes: Uint8Array, timeout: number): Promise<UsbTransferResult<number>>
  close(): Promise<void>
}

export type UsbOpening =
  | { readonly kind: 'opened'; readonly device: OpenUsbDevice }
  /** `permission`: this user may not; `busy`: another program has it. */
  | {
      readonly kind: 'failed'
      readonly reason: 'permission' | 'busy' | 'gone' | 'other'
      readonly detail: string
    }

/** One device that is plugged in. It is only opened when asked for. */
export type AttachedUsbDevice = {
  /** `bus-port.port`: the same after it was plugged in again. */
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  open(): Promise<UsbOpening>
}

export type UsbBusListeners = {
  readonly attached: (device: AttachedUsbDevice) => void
  readonly detached: (path: string) => void
}

/** The USB of this computer, narrowed to the devices that are wanted: all others are never touched. */
export type UsbBus = {
  /** Reports what is there, then what comes and goes, until `stop`. Why that can't be done here is a value. */
  watch(
    isWanted: (vendorId: number, productId: number) => boolean,
    listeners: UsbBusListeners,
  ): Promise<
    | { readonly kind: 'watching'; stop(): Promise<void> }
    | { readonly kind: 'unavailable'; readonly detail: string }
  >
}

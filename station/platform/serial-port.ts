/** A serial port of this computer. */
export type SerialPortInfo = {
  /** `/dev/ttyACM0`, `COM3` and so on. */
  readonly path: string
  /** The USB device that it belongs to; null where it is not on USB. */
  readonly usb: SerialPortUsb | null
}

export type SerialPortUsb = {
  readonly vendorId: number
  readonly productId: number
  /** What the device says of itself: it may lie, and it may be empty. */
  readonly serial: string
  readonly product: string
  /** The USB port, `1-1.2`; empty where the system does not tell. */
  readonly path: string
  readonly interfaceNumber: number
}

/** What an open line tells. */
export type SerialListener = {
  readonly onData: (bytes: Uint8Array) => void
  /** The line has ended by itself: the port was unplugged, or reading failed. Comes once, and never after `close`. */
  readonly onEnd: (reason: string) => void
}

/** An open serial line: 8 data bits, no parity, 1 stop bit. */
export type SerialLine = {
  /** Resolves when the driver has taken all; rejects when the line ends before. */
  write(bytes: Uint8Array): Promise<void>
  setBaud(baud: number): Promise<void>
  /** Between these nothing is read, and the sender has to wait where the line has flow control. */
  pause(): void
  resume(): void
  close(): Promise<void>
}

/** The serial ports of a computer, real or simulated. */
export type SerialPorts = {
  list(): Promise<readonly SerialPortInfo[]>
  /** Rejects with the system's error (`code` EACCES, EBUSY, ENOENT) when it can't be opened. */
  open(path: string, baud: number, listener: SerialListener): Promise<SerialLine>
}

import { createServer, type Server, type Socket } from 'node:net'
import {
  decodeImport,
  decodeUrb,
  encodeImport,
  encodeSubmitted,
  encodeUnlinked,
  importRequestLength,
  type UrbRequest,
  urbHeaderLength,
} from './usbip-messages.ts'

/** What a device makes of one transfer: the bytes of an IN transfer, or how many of an OUT transfer it took. `hung`: it never answers. */
export type UsbIpAnswer =
  | { readonly kind: 'gave'; readonly bytes: Buffer }
  | { readonly kind: 'took'; readonly length: number }
  | { readonly kind: 'stalled' | 'hung' }

/** A device as a cable shows it, from the moment it is plugged in until it leaves. */
export type UsbIpDevice = {
  readonly vendorId: number
  readonly productId: number
  /** A control transfer by its 8 bytes of setup; `data` is empty unless it goes out. */
  control(setup: Buffer, data: Buffer): Promise<UsbIpAnswer>
  bulkOut(endpoint: number, data: Buffer): Promise<UsbIpAnswer>
}

/** Negative error numbers of Linux. */
const pipeError = -32
const connectionReset = -104

type Submit = Extract<UrbRequest, { kind: 'submit' }>

/**
 * Devices for a kernel with vhci_hcd, each imported by a name (its bus id). The kernel sees real USB devices. One that leaves closes its
 * connection; it is imported anew when it is back. IN endpoints other than 0 never answer.
 */
export class UsbIpServer {
  readonly #devices = new Map<string, UsbIpDevice>()
  readonly #sockets = new Map<Socket, string>()
  readonly #server: Server

  constructor() {
    this.#server = createServer((socket) => this.#accept(socket))
  }

  /** Listens on a free port of loopback, and answers with it. */
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  }

  plug(busId: string, device: UsbIpDevice): void {
    this.#devices.set(busId, device)
  }

  unplug(busId: string): void {
    this.#devices.delete(busId)
    // What was answered last is still sent.
    for (const [socket, of] of this.#sockets) if (of === busId) socket.end()
  }

  stop(): void {
    this.#server.close()
    for (const socket of this.#sockets.keys()) socket.destroy()
  }

  #accept(socket: Socket): void {
    this.#sockets.set(socket, '')
    socket.setNoDelay()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
    this.#talk(socket).catch(() => socket.destroy())
  }

  async #talk(socket: Socket): Promise<void> {
    const read = reader(socket)
    const request = await read(importRequestLength)
    const busId = request && decodeImport(request)
    const device = busId === null ? undefined : this.#devices.get(busId)
    if (busId === null || device === undefined) return void socket.end(encodeImport(null))
    this.#sockets.set(socket, busId)
    const { vendorId, productId } = device
    socket.write(encodeImport({ busId, vendorId, productId }))
    const pending = new Set<number>()
    for (;;) {
      const header = await read(urbHeaderLength)
      const urb = header && decodeUrb(header)
      if (urb === null) return void socket.destroy()
      const data = urb.kind === 'submit' && !urb.isIn ? await read(urb.length) : Buffer.alloc(0)
      if (data === null) return
      // The next one may be the unlink of this one.
      if (urb.kind === 'unlink') unlink(socket, pending, urb)
      else submit(socket, pending, device, urb, data).catch(() => socket.destroy())
    }
  }
}

/** Reads exactly so many bytes; null at the end. */
function reader(socket: Socket): (length: number) => Promise<Buffer | null> {
  const pieces = socket[Symbol.asyncIterator]()
  let received: Buffer = Buffer.alloc(0)
  return async (length) => {
    while (received.length < length) {
      const { value, done } = await pieces.next()
      if (done) return null
      received = Buffer.concat([received, value])
    }
    const bytes = received.subarray(0, length)
    received = received.subarray(length)
    return bytes
  }
}

function unlink(
  socket: Socket,
  pending: Set<number>,
  { sequence, unlinked }: Extract<UrbRequest, { kind: 'unlink' }>,
): void {
  socket.write(encodeUnlinked(sequence, pending.delete(unlinked) ? connectionReset : 0))
}

async function submit(
  socket: Socket,
  pending: Set<number>,
  device: UsbIpDevice,
  urb: Submit,
  data: Buffer,
): Promise<void> {
  pending.add(urb.sequence)
  const answer = await answerOf(device, urb, data)
  // One that hangs stays pending until the other end gives it up.
  if (answer.kind === 'hung' || !pending.delete(urb.sequence) || !socket.writable) return
  socket.write(encodeSubmitted(urb.sequence, wireAnswer(answer)))
}

async function answerOf(device: UsbIpDevice, urb: Submit, data: Buffer): Promise<UsbIpAnswer> {
  if (urb.endpoint === 0) return device.control(urb.setup, data)
  return urb.isIn ? { kind: 'hung' } : device.bulkOut(urb.endpoint, data)
}

function wireAnswer(answer: Exclude<UsbIpAnswer, { kind: 'hung' }>) {
  const data = answer.kind === 'gave' ? answer.bytes : Buffer.alloc(0)
  const actualLength = answer.kind === 'took' ? answer.length : data.length
  return { status: answer.kind === 'stalled' ? pipeError : 0, actualLength, data }
}

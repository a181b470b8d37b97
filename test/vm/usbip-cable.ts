// For programs in the guest: plugs devices of simulator/usbip-server.ts into its kernel (module vhci-hcd).
import { readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const controller = '/sys/devices/platform/vhci_hcd.0'
const usedPort = '006'
const freePort = '004'
const importRequest = { version: 0x0111, code: 0x8003, length: 40, busIdAt: 8 }
const importReplyLength = 320
const highSpeed = 3
/** Rare enough to cost the guest nothing. Milliseconds. */
const lookEvery = 200

/** One cable from a port of the guest (0 to 14: high speed, as Debian builds the module) to the device of this name at a server. */
export type Cable = {
  readonly server: { readonly host: string; readonly port: number }
  readonly port: number
  readonly busId: string
}

/**
 * Plugs the device in again whenever it comes back, until `signal` aborts. `onPlugged` is told the path that Linux gives the port,
 * `bus-port`.
 */
export async function keepPlugged(
  cable: Cable & { readonly signal: AbortSignal; readonly onPlugged: (path: string) => void },
): Promise<void> {
  let isPlugged = false
  while (!cable.signal.aborted) {
    const { state, path } = portState(cable.port)
    if (state === freePort) {
      isPlugged = false
      await plugIn(cable)
    } else if (state === usedPort && !isPlugged) {
      isPlugged = true
      cable.onPlugged(path)
    }
    await wait(lookEvery)
  }
}

/** The line of a port in the kernel's table: hub, port, state, speed, device, file, local bus id. */
function portState(port: number): { readonly state: string; readonly path: string } {
  const start = `hs  ${String(port).padStart(4, '0')}`
  const line = readFileSync(`${controller}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(start))
  if (line === undefined) throw new Error(`vhci_hcd has no port ${port}`)
  const columns = line.trim().split(/\s+/)
  return { state: columns[2] ?? '', path: columns.at(-1) ?? '' }
}

/** OP_REQ_IMPORT (Documentation/usb/usbip_protocol.rst); then the connection is the kernel's. Nothing is there: nothing happens. */
async function plugIn(cable: Cable): Promise<void> {
  const socket = connect(cable.server)
  const request = Buffer.alloc(importRequest.length)
  request.writeUInt16BE(importRequest.version, 0)
  request.writeUInt16BE(importRequest.code, 2)
  request.write(cable.busId, importRequest.busIdAt)
  socket.write(request)
  if (await isImported(socket)) {
    writeFileSync(
      `${controller}/attach`,
      `${cable.port} ${descriptorOf(socket)} ${(1 << 16) | 2} ${highSpeed}`,
    )
  }
  // The kernel has its own hold on the connection.
  socket.destroy()
}

function isImported(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    let length = 0
    const take = (piece: Buffer): void => {
      length += piece.length
      if (length < importReplyLength) return
      socket.pause()
      resolve(true)
    }
    socket.on('data', take)
    socket.once('error', () => resolve(false))
    socket.once('end', () => resolve(false))
  })
}

/** Node tells a socket's file descriptor nowhere else. */
function descriptorOf(socket: Socket): number {
  return (socket as unknown as { readonly _handle: { readonly fd: number } })._handle.fd
}

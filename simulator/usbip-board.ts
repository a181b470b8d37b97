import type { UsbTransfer } from '../station/protocols/rpiboot/usb-device.ts'
import type { SimulatedUsbBoard } from './usb-board.ts'
import { standardAnswer } from './usb-descriptors.ts'
import type { UsbIpAnswer, UsbIpDevice, UsbIpServer } from './usbip-server.ts'

/** A board's patience is its own; the other end gives a transfer up when it likes. Milliseconds. */
const longTime = 600_000
/** bmRequestType of the protocol's transfers: vendor, to or from the device (USB 2.0, table 9-2). */
const vendor = { out: 0x40, in: 0xc0 } as const

/** Powers a board on. Its boot ROM and its boot code are plugged into the server each when they run, under the board's path. */
export function plugBoard(server: UsbIpServer, board: SimulatedUsbBoard): void {
  board.plug({
    came: () => server.plug(board.path, boardAsDevice(board)),
    left: () => server.unplug(board.path),
  })
}

function boardAsDevice(board: SimulatedUsbBoard): UsbIpDevice {
  const device = board.open()
  const { vendorId, productId, serialIndex, interfaceCount } = device
  const described = {
    ...{ vendorId, productId, serialIndex, interfaceCount },
    strings: ['Broadcom', 'BCM boot', 'simulated'],
  }
  return {
    vendorId,
    productId,
    control: async (setup) => {
      const [value, index, length] = [2, 4, 6].map((at) => setup.readUInt16LE(at))
      if (setup[0] === vendor.out) {
        return answerOf(await device.controlOut(value ?? 0, index ?? 0, longTime), () => took(0))
      }
      if (setup[0] === vendor.in) {
        const asked = await device.controlIn(value ?? 0, index ?? 0, length ?? 0, longTime)
        return answerOf(asked, (bytes) => ({ kind: 'gave', bytes: Buffer.from(bytes) }))
      }
      const bytes = standardAnswer(described, setup)
      return bytes === null ? { kind: 'stalled' } : { kind: 'gave', bytes }
    },
    bulkOut: async (endpoint, data) =>
      answerOf(await device.bulkOut(endpoint, data, longTime), took),
  }
}

function took(length: number): UsbIpAnswer {
  return { kind: 'took', length }
}

/** A board that is gone answers nothing: its connection is closed. */
function answerOf<Value>(
  transfer: UsbTransfer<Value>,
  make: (value: Value) => UsbIpAnswer,
): UsbIpAnswer {
  if (transfer.kind === 'ok') return make(transfer.value)
  return { kind: transfer.reason === 'stall' ? 'stalled' : 'hung' }
}

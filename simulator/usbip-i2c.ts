import type { SimulatedChip } from './power-chip.ts'
import { standardAnswer } from './usb-descriptors.ts'
import type { UsbIpAnswer, UsbIpDevice } from './usbip-server.ts'

// The protocol of i2c-tiny-usb: drivers/i2c/busses/i2c-tiny-usb.c of Linux, which is at the other end.
const command = { getFunctions: 1, getStatus: 3, io: 4 } as const
const status = { idle: 0, acknowledged: 1, refused: 2 } as const
const readFlag = 0x0001
/** I2C_FUNC_I2C and I2C_FUNC_SMBUS_EMUL of include/uapi/linux/i2c.h. */
const functions = 0x0eff_0001
const vendorRequest = 0x40
const typeMask = 0x60

/** An adapter on USB with one chip on its I2C bus, which counts the register on with each byte. */
export function i2cAdapter(
  ids: { readonly vendorId: number; readonly productId: number },
  chip: SimulatedChip,
  address: number,
): UsbIpDevice {
  const strings = ['8086 Consultancy', 'ClusterCTRL']
  const described = { ...ids, serialIndex: 0, interfaceCount: 1, strings }
  let register = 0
  let last: number = status.idle

  async function transfer(flags: number, to: number, length: number, data: Buffer) {
    if (to !== address) return refuse(flags, length)
    if ((flags & readFlag) === 0) {
      const [first, ...values] = data
      if (first === undefined) return accept(Buffer.alloc(0))
      register = first
      const written = await chip(
        values.map((value, index) => ({ kind: 'write', register: register + index, value })),
      )
      return written.kind === 'done' ? accept(Buffer.alloc(0)) : refuse(flags, length)
    }
    const read = await chip([{ kind: 'read', register, count: length }])
    return read.kind === 'done' ? accept(Buffer.from(read.values)) : refuse(flags, length)
  }
  function accept(bytes: Buffer): Buffer {
    last = status.acknowledged
    return bytes
  }
  function refuse(flags: number, length: number): Buffer {
    last = status.refused
    return Buffer.alloc((flags & readFlag) === 0 ? 0 : length)
  }
  return {
    ...ids,
    control: async (setup, data): Promise<UsbIpAnswer> => {
      const [value = 0, index = 0, length = 0] = [2, 4, 6].map((at) => setup.readUInt16LE(at))
      if (((setup[0] ?? 0) & typeMask) !== vendorRequest) {
        const bytes = standardAnswer(described, setup)
        return bytes === null ? { kind: 'stalled' } : { kind: 'gave', bytes }
      }
      const asked = setup[1] ?? 0
      if (asked === command.getFunctions) return gave(functionBytes())
      if (asked === command.getStatus) return gave(Buffer.from([last]))
      if ((asked & command.io) === 0) return { kind: 'took', length: data.length }
      const bytes = await transfer(value, index, length, data)
      return (value & readFlag) === 0 ? { kind: 'took', length: data.length } : gave(bytes)
    },
    bulkOut: async () => ({ kind: 'stalled' }),
  }
}

function gave(bytes: Buffer): UsbIpAnswer {
  return { kind: 'gave', bytes }
}

function functionBytes(): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(functions)
  return bytes
}

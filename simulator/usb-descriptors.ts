// USB 2.0, chapter 9: what a device says about itself.

type Described = {
  readonly vendorId: number
  readonly productId: number
  /** `iSerialNumber`: which of its strings is the serial number; 0 is none. */
  readonly serialIndex: number
  /** 1: a vendor interface alone; 2: behind a mass storage. */
  readonly interfaceCount: number
  /** Its strings from number 1 on: manufacturer, product, serial number. */
  readonly strings: readonly string[]
}

const request = { getStatus: 0, getDescriptor: 6, getConfiguration: 8 } as const
const descriptor = { device: 1, configuration: 2, string: 3 } as const

/**
 * What a device with a vendor interface (bulk OUT 1, IN 2; behind a mass storage OUT 3, IN 4) answers to a standard request (table 9-4) that the host's kernel makes
 * by itself; null is a stall. SET_ADDRESS never comes here, the other requests without data are granted.
 */
export function standardAnswer(device: Described, setup: Buffer): Buffer | null {
  const length = setup.readUInt16LE(6)
  return wholeAnswer(device, setup)?.subarray(0, length) ?? null
}

function wholeAnswer(device: Described, setup: Buffer): Buffer | null {
  const kind = setup[1]
  if (kind === request.getStatus) return Buffer.from([1, 0])
  if (kind === request.getConfiguration) return Buffer.from([1])
  if (kind !== request.getDescriptor) return Buffer.alloc(0)
  const [index = 0, type] = [setup[2], setup[3]]
  if (type === descriptor.device) return deviceDescriptor(device)
  if (type === descriptor.configuration) return configurationDescriptor(device)
  if (type === descriptor.string) return stringDescriptor(device.strings, index)
  return null
}

/** Table 9-8. */
function deviceDescriptor({ vendorId, productId, serialIndex }: Described): Buffer {
  const bytes = Buffer.from([18, 1, 0x00, 0x02, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 1, 2, 0, 1])
  bytes.writeUInt16LE(vendorId, 8)
  bytes.writeUInt16LE(productId, 10)
  bytes[16] = serialIndex
  return bytes
}

/** Tables 9-10, 9-12 and 9-13. */
function configurationDescriptor({ interfaceCount }: Described): Buffer {
  const interfaces =
    interfaceCount === 1 ? vendorInterface(0, 1) : [...storageInterface, ...vendorInterface(1, 3)]
  const length = 9 + interfaces.length
  return Buffer.from([9, 2, length, 0, interfaceCount, 1, 0, 0xc0, 50, ...interfaces])
}

/** Bulk OUT at this endpoint and bulk IN at the next one. */
function vendorInterface(number: number, endpoint: number): number[] {
  return [...[9, 4, number, 0, 2, 0xff, 0, 0, 0], ...bulkEndpoints(endpoint)]
}

function bulkEndpoints(endpoint: number): number[] {
  return [...[7, 5, endpoint, 2, 0x00, 0x02, 0], ...[7, 5, 0x80 | (endpoint + 1), 2, 0x00, 0x02, 0]]
}

/** Mass storage, SCSI, bulk-only (USB Mass Storage Class, overview, section 2). */
const storageInterface = [...[9, 4, 0, 0, 2, 8, 6, 0x50, 0], ...bulkEndpoints(1)]

/** Section 9.6.7: string 0 is the list of languages, here English. */
function stringDescriptor(strings: readonly string[], index: number): Buffer | null {
  const text = index === 0 ? '\u0409' : strings[index - 1]
  if (text === undefined) return null
  const bytes = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from([bytes.length + 2, descriptor.string]), bytes])
}

import type { WebUSB } from 'usb'
import type {
  AttachedUsbDevice,
  OpenUsbDevice,
  UsbBus,
  UsbBusListeners,
  UsbOpening,
  UsbTransferResult,
} from './usb-bus.ts'

type UsbDevice = Awaited<ReturnType<WebUSB['getDevices']>>[number]

/** Hotplug events need udev on Linux; without it a look at the list finds the change. Milliseconds. */
const lookEvery = 1_000
const controlTimeout = 1_000

/** The USB of this computer by the package `usb`, which is loaded only now: a computer without it runs the rest of the station. */
export function createUsbBus(log: (message: string) => void): UsbBus {
  return {
    watch: async (isWanted, listeners) => {
      try {
        const { usb } = await import('usb')
        const look = createLook(() => usb.getDevices(), isWanted, listeners)
        await look()
        return { kind: 'watching', stop: keepLooking(usb, look, log) }
      } catch (error) {
        return { kind: 'unavailable', detail: messageOf(error) }
      }
    },
  }
}

/** One look at all devices: reports what is new and what is gone since the last one. A device that came back has another address. */
function createLook(
  list: () => Promise<readonly UsbDevice[]>,
  isWanted: (vendorId: number, productId: number) => boolean,
  listeners: UsbBusListeners,
): () => Promise<void> {
  let known = new Map<string, string>()
  return async () => {
    const found = (await list()).filter(({ vendorId, productId }) => isWanted(vendorId, productId))
    const now = new Map(found.map((device) => [pathOf(device), handleOf(device)]))
    const before = known
    known = now
    for (const [path, handle] of before) {
      if (now.get(path) !== handle) listeners.detached(path)
    }
    for (const device of found) {
      const path = pathOf(device)
      if (before.get(path) !== handleOf(device)) listeners.attached(attachedDevice(path, device))
    }
  }
}

type Hotplug = {
  addEventListener(type: 'connect' | 'disconnect', listener: () => void): void
  removeEventListener(type: 'connect' | 'disconnect', listener: () => void): void
}

/** Looks again with each event and each second, one look at a time. */
function keepLooking(usb: Hotplug, look: () => Promise<void>, log: (message: string) => void) {
  let last: Promise<void> = Promise.resolve()
  const again = (): void => {
    last = last
      .then(look)
      .catch((error) => log(`usb: the devices can't be listed: ${messageOf(error)}`))
  }
  const timer = setInterval(again, lookEvery)
  usb.addEventListener('connect', again)
  usb.addEventListener('disconnect', again)
  return async (): Promise<void> => {
    clearInterval(timer)
    usb.removeEventListener('connect', again)
    usb.removeEventListener('disconnect', again)
    await last
  }
}

function handleOf({ bus, address }: UsbDevice): string {
  return `${bus}:${address}`
}

function pathOf({ bus, ports }: UsbDevice): string {
  return usbPath(bus, ports)
}

/** `bus-port.port` as Linux writes it. The bus is a number on Linux, a location in hexadecimal on macOS, and a name on Windows. */
export function usbPath(bus: string, ports: readonly number[]): string {
  const number = /^\d+$/.test(bus)
    ? Number(bus)
    : /^[0-9a-f]{1,8}$/i.test(bus)
      ? Number.parseInt(bus, 16)
      : [...bus].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 10_007, 0)
  return `${number}-${ports.length === 0 ? '0' : ports.join('.')}`
}

function attachedDevice(path: string, device: UsbDevice): AttachedUsbDevice {
  const { vendorId, productId } = device
  return { path, vendorId, productId, open: () => open(device) }
}

async function open(device: UsbDevice): Promise<UsbOpening> {
  try {
    await device.open()
    // macOS leaves a device without a driver unconfigured.
    if (!configurationOf(device)) await device.selectConfiguration(1)
    const interfaces = configurationOf(device)?.interfaces.length ?? 1
    await device.claimInterface(interfaces === 1 ? 0 : 1)
    const serialIndex = await readSerialIndex(device)
    return { kind: 'opened', device: openDevice(device, serialIndex, interfaces) }
  } catch (error) {
    await closeQuietly(device)
    return { kind: 'failed', reason: openingReason(messageOf(error)), detail: messageOf(error) }
  }
}

/** The package throws where there is none. */
function configurationOf(device: UsbDevice): UsbDevice['configuration'] {
  try {
    return device.configuration
  } catch {
    return undefined
  }
}

/** The package tells the string, not its index: read from the device descriptor (USB 2.0, section 9.4.3 and table 9-8). */
async function readSerialIndex(device: UsbDevice): Promise<number> {
  const setup = {
    requestType: 'standard',
    recipient: 'device',
    request: 6,
    value: 0x0100,
    index: 0,
  } as const
  const bytes = await device.nativeControlTransferIn(setup, controlTimeout, 18)
  const index = bytes?.[16]
  if (index === undefined) throw new Error('its device descriptor is too short')
  return index
}

const vendorRequest = { requestType: 'vendor', recipient: 'device', request: 0 } as const

function openDevice(device: UsbDevice, serialIndex: number, interfaceCount: number): OpenUsbDevice {
  return {
    vendorId: device.vendorId,
    productId: device.productId,
    serialIndex,
    interfaceCount,
    controlOut: (value, index, timeout) =>
      transfer(async () => {
        const setup = { ...vendorRequest, value, index }
        await device.nativeControlTransferOut(setup, timeout, new Uint8Array(0))
      }),
    controlIn: (value, index, length, timeout) =>
      transfer(async () => {
        const setup = { ...vendorRequest, value, index }
        return (await device.nativeControlTransferIn(setup, timeout, length)) ?? new Uint8Array(0)
      }),
    bulkOut: (endpoint, bytes, timeout) =>
      transfer(() => device.nativeTransferOut(endpoint, timeout, bytes)),
    close: () => closeQuietly(device),
  }
}

async function transfer<Value>(act: () => Promise<Value>): Promise<UsbTransferResult<Value>> {
  try {
    return { kind: 'ok', value: await act() }
  } catch (error) {
    const detail = messageOf(error)
    return { kind: 'failed', reason: transferReason(detail), detail }
  }
}

/**
 * A device that is gone can't be closed, and need not be. While a transfer goes on the package throws, at once and not as a rejection: the
 * transfer ends by itself, and whoever made it closes the device then.
 */
async function closeQuietly(device: UsbDevice): Promise<void> {
  try {
    await device.close()
  } catch {
    // See above: neither can be helped here.
  }
}

/** The package has no codes, only the sentences of its operating system layer. */
export function transferReason(message: string): 'stall' | 'timeout' | 'gone' | 'other' {
  if (/cancel|time(d )?-?out/i.test(message)) return 'timeout'
  if (/stall|pipe/i.test(message)) return 'stall'
  if (/disconnect|no such device|not found|errno 19|gone/i.test(message)) return 'gone'
  return 'other'
}

export function openingReason(message: string): 'permission' | 'busy' | 'gone' | 'other' {
  if (/permission|access|denied|errno 13/i.test(message)) return 'permission'
  if (/busy|errno 16/i.test(message)) return 'busy'
  return transferReason(message) === 'gone' ? 'gone' : 'other'
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

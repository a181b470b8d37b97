import { listLinuxSerialPorts } from './linux-serial-ports.ts'
import type { SerialLine, SerialListener, SerialPortInfo, SerialPorts } from './serial-port.ts'

/** The serial ports of this computer, by the package serialport; Linux is asked itself, because it tells USB port and interface too. */
export const systemSerialPorts: SerialPorts = {
  list: process.platform === 'linux' ? () => listLinuxSerialPorts('/sys/class/tty') : listByPackage,
  open: openSerialLine,
}

async function listByPackage(): Promise<readonly SerialPortInfo[]> {
  const { SerialPort } = await import('serialport')
  const ports = await SerialPort.list()
  return ports.map(({ path, vendorId, productId, serialNumber = '', manufacturer = '' }) => ({
    path,
    usb:
      vendorId === undefined || productId === undefined
        ? null
        : {
            vendorId: Number.parseInt(vendorId, 16),
            productId: Number.parseInt(productId, 16),
            serial: serialNumber,
            product: manufacturer,
            path: '',
            interfaceNumber: 0,
          },
  }))
}

/** Opens a port. The native package is loaded by the first call: a computer where it can't be loaded still runs the station. */
export async function openSerialLine(
  path: string,
  baud: number,
  listener: SerialListener,
): Promise<SerialLine> {
  const { SerialPort } = await import('serialport')
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false, lock: true })
  await settled((done) => port.open(done))
  let isOver = false
  const end = (reason: string): void => {
    if (isOver) return
    isOver = true
    listener.onEnd(reason)
  }
  port.on('data', listener.onData)
  port.on('error', (error) => end(error.message))
  port.on('close', (error: Error | null | undefined) => end(error?.message ?? 'closed'))
  return {
    write: (bytes) => writeAll(port, bytes),
    setBaud: (next) => settled((done) => port.update({ baudRate: next }, done)),
    pause: () => port.pause(),
    resume: () => port.resume(),
    close: async () => {
      isOver = true
      if (port.isOpen) await settled((done) => port.close(done))
    },
  }
}

/** The parts of a port that writing needs. */
type Writable = {
  write(chunk: Uint8Array, done: (error: Error | null | undefined) => void): boolean
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
}

/** A write that waits for its device is not always told of a close: the close itself ends it. */
function writeAll(port: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error('the line was closed'))
    port.once('close', onClose)
    port.write(bytes, (error) => {
      port.off('close', onClose)
      if (error) reject(error)
      else resolve()
    })
  })
}

function settled(act: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => (error ? reject(error) : resolve()))
  })
}

import type { Refusal } from '../../contract/errors.ts'
import type { I2cDevice } from '../platform/i2c-device.ts'
import type { HatVersion } from './hat-version.ts'
import { i2cRefusal, notSwitched, unknownRegisters } from './i2c-words.ts'
import type { DriverPort, DriverPorts, PowerDriver } from './power-driver.ts'

// The I/O expander XRA1200 of ClusterHAT v2 and v3, at 0x20 of bus 1. Registers: data sheet of MaxLinear's XRA1200, table 3. Bits of
// the pins: files/usr/share/clusterctrl/python/xra1200.py and files/usr/sbin/clusterctrl of github.com/burtyb/clusterhat-image.
const register = { input: 0, output: 1, direction: 3 } as const
const portCount = 4
const powerBits = 0x0f
const ledBit = 1 << 4
const hubBit = 1 << 5
const writeProtectBit = 1 << 7
/** Direction after power-up: every pin is an input. */
const allInputs = 0xff

const what = 'The ClusterHAT'

type Registers = { readonly input: number; readonly output: number; readonly direction: number }

/**
 * Four Pi Zeros on a ClusterHAT. `hubPath` finds the USB port of the HAT's own hub (null: not known), which tells where each Zero
 * hangs.
 */
export function createClusterHat(options: {
  readonly device: I2cDevice
  readonly version: HatVersion
  readonly hubPath: () => Promise<string | null>
}): PowerDriver {
  const { device, version } = options
  return {
    list: async () => {
      const registers = await readRegisters(device)
      if ('kind' in registers) return { ports: [], notices: [registers] }
      const hub = await options.hubPath()
      return listed(registers, (number) => hub && `${hub}.${hubPortOf(version, number)}`)
    },
    set: async (id, to) => {
      const number = Number(/^hat-p([1-4])$/.exec(id)?.[1] ?? 0)
      const registers = await readRegisters(device)
      if ('kind' in registers) return registers
      const bit = 1 << (number - 1)
      const before = outputsNow(registers, version)
      const output = to === 'on' ? before | bit : before & ~bit
      return writeOutputs(device, registers, output, `ClusterHAT p${number}`, to)
    },
  }
}

function listed(registers: Registers, usbPathOf: (number: number) => string | null): DriverPorts {
  const levels = isFresh(registers) ? registers.input : registers.output
  const ports = Array.from({ length: portCount }, (_, index): DriverPort => {
    const number = index + 1
    return {
      id: `hat-p${number}`,
      name: `ClusterHAT p${number}`,
      usbPath: usbPathOf(number),
      state: (levels & (1 << index)) === 0 ? 'off' : 'on',
    }
  })
  return { ports, notices: [] }
}

async function readRegisters(device: I2cDevice): Promise<Registers | Refusal> {
  const result = await device(
    [register.input, register.output, register.direction].map((one) => ({
      kind: 'read',
      register: one,
    })),
  )
  if (result.kind === 'failed') return i2cRefusal(what, result)
  const [input = 0, output = 0, direction = 0] = result.values
  const registers = { input, output, direction }
  if (isFresh(registers) || (direction & powerBits) === 0) return registers
  return unknownRegisters(what, `direction 0x${direction.toString(16)}`)
}

/** Nobody has set it up since its power came on. */
function isFresh({ direction }: Registers): boolean {
  return direction === allInputs
}

/**
 * What the output register has to hold so that nothing changes. On a fresh one, the pins that the maker's program sets up too: the
 * Zeros stay as the solder link "power-on state" pulls them, the hub and its LEDs are on, the alarm is off, the EEPROM is protected.
 */
function outputsNow(registers: Registers, version: HatVersion): number {
  if (!isFresh(registers)) return registers.output
  const power = (registers.input & powerBits) === powerBits ? powerBits : 0
  const led = version.major === 2 ? ledBit : 0
  const hub = version.major === 2 && version.minor === 0 ? hubBit : 0
  return power | led | hub | writeProtectBit
}

/** Outputs before directions: a pin that becomes an output then has its right level at once. */
async function writeOutputs(
  device: I2cDevice,
  registers: Registers,
  output: number,
  name: string,
  to: string,
): Promise<Refusal | null> {
  const result = await device([
    { kind: 'write', register: register.output, value: output },
    ...(isFresh(registers)
      ? [{ kind: 'write', register: register.direction, value: 0 } as const]
      : []),
    { kind: 'read', register: register.output },
    { kind: 'read', register: register.direction },
  ])
  if (result.kind === 'failed') return i2cRefusal(what, result)
  const [found = -1, direction = powerBits] = result.values
  return found === output && (direction & powerBits) === 0 ? null : notSwitched(name, to)
}

/** v2.6 and v3.1 count the hub's ports as the Zeros are counted, all others the other way round. */
function hubPortOf({ major, minor }: HatVersion, number: number): number {
  const isStraight = (major === 2 && minor === 6) || (major === 3 && minor === 1)
  return isStraight ? number : portCount + 1 - number
}

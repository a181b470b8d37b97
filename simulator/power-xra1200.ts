import { createChip, type SimulatedChip } from './power-chip.ts'

// MaxLinear XRA1200: eight pins. After power-up all are inputs, and the output register holds 0xff.
const registers = { input: 0x00, output: 0x01, inversion: 0x02, direction: 0x03, pullUp: 0x04 }
const powerPins = 4

export type SimulatedXra1200 = {
  readonly chip: SimulatedChip
  /** The levels of the pins now. */
  pins(): number
  register(name: keyof typeof registers): number
}

/**
 * The I/O expander of a ClusterHAT. `pulled` is what the board's resistors make of pins that are inputs (the solder link "power-on
 * state" pulls the first four). `onPower` hears of each node whose power changes: 1 to 4.
 */
export function createXra1200(
  pulled: number,
  onPower: (node: number, isOn: boolean) => void = () => undefined,
): SimulatedXra1200 {
  const values = new Map<number, number>([
    [registers.output, 0xff],
    [registers.inversion, 0],
    [registers.direction, 0xff],
    [registers.pullUp, 0],
  ])
  const levelOf = (register: number): number => values.get(register) ?? 0
  const pins = (): number => {
    const inputs = levelOf(registers.direction)
    return (pulled & inputs) | (levelOf(registers.output) & ~inputs & 0xff)
  }
  return {
    chip: createChip({
      read: (register) => (register === registers.input ? pins() : levelOf(register)),
      write: (register, value) => {
        const before = pins()
        if (register !== registers.input) values.set(register, value & 0xff)
        for (let pin = 0; pin < powerPins; pin += 1) {
          const isOn = (pins() & (1 << pin)) !== 0
          if (isOn !== ((before & (1 << pin)) !== 0)) onPower(pin + 1, isOn)
        }
        return true
      },
    }),
    pins,
    register: (name) => (name === 'input' ? pins() : levelOf(registers[name])),
  }
}

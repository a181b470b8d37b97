import { type Refusal, refusal } from '../../contract/errors.ts'
import type { I2cDevice } from '../platform/i2c-device.ts'
import { i2cRefusal } from './i2c-words.ts'

/**
 * Registers of ClusterCTRL boards, at I2C address 0x20 of the bus that each board is on USB. From firmware/main.c of
 * github.com/burtyb/ClusterCTRL and files/usr/sbin/clusterctrl of github.com/burtyb/clusterhat-image.
 */
export const controlRegister = {
  version: 0x00,
  maxPi: 0x01,
  order: 0x02,
  type: 0x04,
  data7: 0x05,
  data0: 0x0c,
  command: 0x0d,
  status: 0x0e,
} as const

export const controlCommand = { on: 0x03, off: 0x04, powerStatus: 0x0f, path: 0x11 } as const

/** While it carries out a command it refuses to be written to; setting a multiplexer takes it 100 ms. */
const tries = 25
const pauseMs = 40

/** One board, for those who give it commands. */
export type ControlLine = {
  readonly device: I2cDevice
  /** For people: `The ClusterCTRL board on USB port 1-1.4`. */
  readonly what: string
  readonly pause: (milliseconds: number) => Promise<void>
}

export type CarriedOut = {
  readonly kind: 'carried-out'
  /** 0 when the board did it. */
  readonly status: number
  readonly data0: number
}

/** Gives a command for `node` and waits until the board has carried it out: its command register is 0 then. */
export async function carryOut(
  { device, what, pause }: ControlLine,
  command: number,
  node: number,
): Promise<CarriedOut | Refusal> {
  const given = await device([
    { kind: 'write', register: controlRegister.data0, value: node },
    { kind: 'write', register: controlRegister.command, value: command },
  ])
  if (given.kind === 'failed') return i2cRefusal(what, given)
  for (let left = tries; left > 0; left -= 1) {
    const result = await device([
      { kind: 'read', register: controlRegister.command },
      { kind: 'read', register: controlRegister.status },
      { kind: 'read', register: controlRegister.data0 },
    ])
    if (result.kind === 'failed') return i2cRefusal(what, result)
    const [pending = 0, status = 0, data0 = 0] = result.values
    if (pending === 0) return { kind: 'carried-out', status, data0 }
    await pause(pauseMs)
  }
  return commandFailed(what, command, node, 'it is still busy with it')
}

/** The same, where only success will do. */
export async function mustCarryOut(
  line: ControlLine,
  command: number,
  node: number,
): Promise<CarriedOut | Refusal> {
  const result = await carryOut(line, command, node)
  if (result.kind === 'refused' || result.status === 0) return result
  return commandFailed(line.what, command, node, `its status is ${result.status}`)
}

function commandFailed(what: string, command: number, node: number, why: string): Refusal {
  return refusal(
    'power-command-failed',
    `${what} did not carry out command 0x${command.toString(16)} for node ${node}: ${why}. Plug the board in again, then try again.`,
  )
}

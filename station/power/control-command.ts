import { type Refusal, refusal } from '../../contract/errors.ts'
import type { I2cDevice } from '../platform/i2c-device.ts'
import { i2cRefusal } from './i2c-words.ts'

/**
 * Registers of ClusterCTRL boards, at I2C address 0x20 of the bus that each board is on USB. From firmware/main.c of
 * github.com/burtyb/ClusterCTRL and files/usr/sbin/clusterctrl of github.com/burtyb/clusterhat-image.
 */
export const controlRegister = {
  /** Then the number of nodes, the order, the mode (not used) and the type. */
  version: 0x00,
  data7: 0x05,
  data0: 0x0c,
  /** Then the status of the last one. */
  command: 0x0d,
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
}

/** The registers data7 to data0, in this order. */
export type ControlData = { readonly kind: 'read'; readonly data: readonly number[] }

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
    const result = await device([{ kind: 'read', register: controlRegister.command, count: 2 }])
    if (result.kind === 'failed') return i2cRefusal(what, result)
    const [pending = 0, status = 0] = result.values
    if (pending === 0) return { kind: 'carried-out', status }
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

/**
 * What the last command has answered. Only once it is carried out, and in a message of its own: the board works on between the pieces of a
 * message, so that data in one with the command may be of before.
 */
export async function readControlData({
  device,
  what,
}: ControlLine): Promise<ControlData | Refusal> {
  const result = await device([{ kind: 'read', register: controlRegister.data7, count: 8 }])
  return result.kind === 'failed' ? i2cRefusal(what, result) : { kind: 'read', data: result.values }
}

function commandFailed(what: string, command: number, node: number, why: string): Refusal {
  return refusal(
    'power-command-failed',
    `${what} did not carry out command 0x${command.toString(16)} for node ${node}: ${why}. Plug the board in again, then try again.`,
  )
}

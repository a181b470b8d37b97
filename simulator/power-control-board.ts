import { createChip, type SimulatedChip } from './power-chip.ts'

// The registers that a ClusterCTRL board shows at I2C address 0x20: firmware/main.c of github.com/burtyb/ClusterCTRL.
const layoutVersion = 2
const register = { order: 0x02, data7: 0x05, data0: 0x0c, command: 0x0d, status: 0x0e }
const command = { on: 0x03, off: 0x04, powerStatus: 0x0f, path: 0x11 }
const status = { ok: 0, unsupported: 1, noNode: 2, unknown: 3 }
const none = 0xff

export type ControlBoardOptions = {
  readonly nodes: number
  /** 1 Triple, 2 pHAT, 3 A+6, 4 Stack; 0 is a DA. */
  readonly type: number
  readonly order: number
  /** Port numbers below a common hub: its own first, then those of its nodes; null: it knows none. */
  readonly paths: readonly (readonly number[])[] | null
  /** How often it is asked before a command is done; what is written meanwhile is not acknowledged. */
  readonly slowness: number
  readonly version?: number
  readonly onPower?: (node: number, isOn: boolean) => void
}

export type SimulatedControlBoard = { readonly chip: SimulatedChip; isOn(node: number): boolean }

/** A board that is on USB and has a bus of its own, with nothing on it but itself. All nodes begin off. */
export function createControlBoard(options: ControlBoardOptions): SimulatedControlBoard {
  const on = new Set<number>()
  const values = new Map<number, number>([[register.order, options.order]])
  let waits = 0

  function carryOut(): void {
    const node = values.get(register.data0) ?? 0
    values.set(register.status, answer(values.get(register.command) ?? 0, node))
    values.set(register.command, 0)
  }
  function answer(given: number, node: number): number {
    const isNode = node >= 1 && node <= options.nodes
    switch (given) {
      case command.on:
      case command.off:
        // A node that is not there is passed over without a word, as by the firmware.
        if (isNode) turn(node, given === command.on)
        return status.ok
      case command.powerStatus:
        values.set(register.data0, isNode ? Number(on.has(node)) : none)
        return isNode ? status.ok : status.noNode
      case command.path:
        return putPath(options.paths?.[node])
      default:
        return status.unknown
    }
  }
  function turn(node: number, isOn: boolean): void {
    if (on.has(node) === isOn) return
    if (isOn) on.add(node)
    else on.delete(node)
    options.onPower?.(node, isOn)
  }
  function putPath(path: readonly number[] | undefined): number {
    for (let index = 0; index < 8; index += 1) {
      values.set(register.data7 + index, path?.[index] ?? none)
    }
    return path === undefined ? status.unsupported : status.ok
  }
  function read(at: number): number {
    if (at === register.command && values.get(register.command)) {
      waits -= 1
      if (waits < 0) carryOut()
    }
    const fixed = [options.version ?? layoutVersion, options.nodes]
    if (at < fixed.length) return fixed[at] ?? none
    if (at === 0x04) return options.type
    return at <= register.status ? (values.get(at) ?? 0) : none
  }
  return {
    chip: createChip({
      read,
      write: (at, value) => {
        if (values.get(register.command)) return false
        if (at === register.order || (at >= register.data7 && at <= register.command)) {
          values.set(at, value & 0xff)
        }
        if (at === register.command && value !== 0) waits = options.slowness
        return true
      },
    }),
    isOn: (node) => on.has(node),
  }
}

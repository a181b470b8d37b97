import { type Refusal, refusal } from '../../contract/errors.ts'
import type { I2cDevice } from '../platform/i2c-device.ts'
import type { ControlBoard } from './control-boards.ts'
import { type ControlLine, controlCommand, mustCarryOut } from './control-command.ts'
import {
  type ControlFacts,
  type NodePower,
  readControlFacts,
  readNodePower,
  readOneNodePower,
} from './control-facts.ts'
import { notSwitched } from './i2c-words.ts'
import type { DriverPort, PowerDriver, PowerNotice } from './power-driver.ts'

/** Asking for states takes commands, which the maker's program may give at the same time: not more often than this. Milliseconds. */
const statesHold = 15_000

/** What is known of one board. */
type Known = {
  readonly kind: 'known'
  readonly board: ControlBoard
  readonly facts: ControlFacts
  readonly states: readonly NodePower[]
  readonly readAt: number
}

export type ClusterControlOptions = {
  readonly boards: () => Promise<readonly ControlBoard[]>
  readonly deviceOf: (bus: number) => I2cDevice
  /** How many nodes a ClusterHAT has: those of these boards are counted on from there. */
  readonly nodesBefore: () => Promise<number>
  readonly pause: (milliseconds: number) => Promise<void>
  readonly clock: () => number
}

/** All ClusterCTRL boards on this computer's USB. Their nodes are counted through, in the order that is set on the boards. */
export function createClusterControl(options: ClusterControlOptions): PowerDriver {
  let known = new Map<string, Known>()
  return {
    list: async () => {
      const boards = await options.boards()
      const looks = new Map<string, Known | Refusal>()
      // One after the other: each takes many starts of a program.
      for (const board of boards) {
        looks.set(board.usbPath, await look(board, known.get(board.usbPath), options))
      }
      const found = [...looks].flatMap(([path, one]) =>
        one.kind === 'known' ? [[path, one] as const] : [],
      )
      known = new Map(found)
      const notices = [...looks.values()].filter((one) => one.kind === 'refused')
      const inOrder = found
        .map(([, one]) => one)
        .toSorted((one, other) => one.facts.order - other.facts.order)
      const clash = clashOf(inOrder)
      return {
        ports: portsOf(inOrder, clash === null ? await options.nodesBefore() : null),
        notices: clash === null ? notices : [...notices, clash],
      }
    },
    set: async (id, to) => {
      const [, path = '', node = '0'] = /^ctrl-(.+)-p(\d+)$/.exec(id) ?? []
      const board = (await options.boards()).find((one) => one.usbPath === path)
      const line = board && lineTo(board, options)
      if (!line) return gone(path)
      const before = known.get(path)
      if (before !== undefined) known.set(path, { ...before, readAt: Number.NEGATIVE_INFINITY })
      const result = await mustCarryOut(line, controlCommand[to], Number(node))
      if (result.kind === 'refused') return result
      const state = await readOneNodePower(line, Number(node))
      if (typeof state === 'object' && state !== null) return state
      return state === to ? null : notSwitched(`Node ${node} of ${path}`, to)
    },
  }
}

function lineTo(board: ControlBoard, options: ClusterControlOptions): ControlLine | null {
  if (board.bus === null) return null
  const { pause, deviceOf } = options
  return { device: deviceOf(board.bus), what: whatOf(board), pause }
}

function whatOf({ usbPath }: Pick<ControlBoard, 'usbPath'>): string {
  return `The ClusterCTRL board on USB port ${usbPath}`
}

function gone(usbPath: string): Refusal {
  return refusal(
    'power-port-gone',
    `${whatOf({ usbPath })} is not there any more. Plug it in again, then try again.`,
  )
}

/** What is known of a board, read anew where that is due. */
async function look(
  board: ControlBoard,
  before: Known | undefined,
  options: ClusterControlOptions,
): Promise<Known | Refusal> {
  const line = lineTo(board, options)
  if (line === null) return noDriver(whatOf(board))
  const same = before?.board.bus === board.bus ? before : undefined
  const now = options.clock()
  if (same !== undefined && now - same.readAt < statesHold) return same
  const facts = same?.facts ?? (await readControlFacts(line, board.usbPath))
  if (facts.kind === 'refused') return facts
  const states = await readNodePower(line, facts.nodeCount)
  if ('kind' in states) return states
  return { kind: 'known', board, facts, states, readAt: now }
}

function noDriver(what: string): Refusal {
  return refusal(
    'power-no-driver',
    `${what} is seen, but no kernel driver speaks with it. Let the doctor install the udev rules, which load i2c-tiny-usb for it, then plug it in again.`,
  )
}

/** `nodesBefore` null: the numbers of two boards clash, and say nothing; the USB port takes their place. */
function portsOf(boards: readonly Known[], nodesBefore: number | null): DriverPort[] {
  let last = nodesBefore ?? 0
  return boards.flatMap(({ board: { usbPath }, facts, states }) => {
    const first = last
    last += facts.nodeCount
    return states.flatMap((state, index): DriverPort[] => {
      if (state === null) return []
      const node = index + 1
      const name = nodesBefore === null ? `${usbPath} node ${node}` : `p${first + node}`
      return [
        {
          id: `ctrl-${usbPath}-p${node}`,
          name: `ClusterCTRL ${name}`,
          usbPath: facts.usbPaths[index] ?? null,
          state,
        },
      ]
    })
  })
}

function clashOf(boards: readonly Known[]): PowerNotice | null {
  if (new Set(boards.map(({ facts }) => facts.order)).size === boards.length) return null
  const paths = boards.map(({ board }) => board.usbPath).join(', ')
  return {
    code: 'power-same-order',
    message: `ClusterCTRL boards with the same order number are plugged in (${paths}), so that their nodes can't be counted through. Give each its own: "clusterctrl setorder OLD NEW" with one of them plugged in, then "clusterctrl saveorder NEW".`,
  }
}

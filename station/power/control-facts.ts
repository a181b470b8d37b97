import type { Refusal } from '../../contract/errors.ts'
import {
  type ControlLine,
  carryOut,
  controlCommand,
  controlRegister,
  readControlData,
} from './control-command.ts'
import { i2cRefusal, unknownRegisters } from './i2c-words.ts'
import type { DriverPort } from './power-driver.ts'

/** Layouts of the registers that are known. */
const knownVersions = [1, 2]
const mostNodes = 32
const noValue = 0xff
/** Status of a command for a node that the board does not have. */
const noSuchNode = 2

/** What a board says about itself; it stays the same while it is plugged in. */
export type ControlFacts = {
  readonly kind: 'known'
  /** By which boards are sorted when their nodes are counted through. */
  readonly order: number
  readonly nodeCount: number
  /** The USB port of each node, the first at 0; null on boards that don't tell. */
  readonly usbPaths: readonly (string | null)[]
}

/** What is behind the place of one node; null: nothing is (an expander without a HAT). */
export type NodePower = DriverPort['state'] | null

/** Asks a board what it is; `usbPath` is where it hangs. A board whose registers say what no known one says is refused. */
export async function readControlFacts(
  line: ControlLine,
  usbPath: string,
): Promise<ControlFacts | Refusal> {
  const result = await line.device([{ kind: 'read', register: controlRegister.version, count: 5 }])
  if (result.kind === 'failed') return i2cRefusal(line.what, result)
  const [version = 0, nodeCount = 0, order = 0, , type = 0] = result.values
  const isKnown = knownVersions.includes(version) && type !== noValue
  if (!isKnown || nodeCount < 1 || nodeCount > mostNodes) {
    return unknownRegisters(line.what, `version ${version}, ${nodeCount} nodes, type ${type}`)
  }
  const usbPaths = await readPaths(line, usbPath, nodeCount)
  return 'kind' in usbPaths ? usbPaths : { kind: 'known', order, nodeCount, usbPaths }
}

/** Asks for the power of each node. */
export async function readNodePower(
  line: ControlLine,
  nodeCount: number,
): Promise<NodePower[] | Refusal> {
  const states: NodePower[] = []
  for (let node = 1; node <= nodeCount; node += 1) {
    const state = await readOneNodePower(line, node)
    if (typeof state === 'object' && state !== null) return state
    states.push(state)
  }
  return states
}

/** The same of one; a node that the board does not have is null. */
export async function readOneNodePower(
  line: ControlLine,
  node: number,
): Promise<NodePower | Refusal> {
  const asked = await carryOut(line, controlCommand.powerStatus, node)
  if (asked.kind === 'refused') return asked
  // Its data still holds the question then.
  if (asked.status !== 0) return asked.status === noSuchNode ? null : 'unknown'
  const answer = await readControlData(line)
  if (answer.kind === 'refused') return answer
  const data0 = answer.data.at(-1)
  if (data0 === noValue) return null
  return data0 === 0 ? 'off' : data0 === 1 ? 'on' : 'unknown'
}

/**
 * Places are told as port numbers below a common hub: the board's own (asked for as node 0), with which `usbPath` must end, and
 * those of its nodes.
 */
async function readPaths(
  line: ControlLine,
  usbPath: string,
  nodeCount: number,
): Promise<(string | null)[] | Refusal> {
  const places: string[] = []
  for (let node = 0; node <= nodeCount; node += 1) {
    const place = await readPath(line, node)
    if (typeof place !== 'string') return place
    places.push(place)
  }
  const [own = '', ...nodes] = places
  // `1-11.4` does not end with `1.4`: a port number is taken whole.
  const isAtEnd = own !== '' && ['-', '.'].some((border) => usbPath.endsWith(`${border}${own}`))
  const start = isAtEnd ? usbPath.slice(0, -own.length) : null
  return nodes.map((node) => (start === null || node === '' ? null : `${start}${node}`))
}

/** `4.1`; empty on boards that know no paths. */
async function readPath(line: ControlLine, node: number): Promise<string | Refusal> {
  const asked = await carryOut(line, controlCommand.path, node)
  if (asked.kind === 'refused') return asked
  if (asked.status !== 0) return ''
  const answer = await readControlData(line)
  if (answer.kind === 'refused') return answer
  return answer.data.filter((value) => value !== noValue).join('.')
}

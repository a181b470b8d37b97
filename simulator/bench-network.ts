import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface BenchNetworkOptions {
  /** Start of the name of every namespace that is made; must be its own on this machine. */
  readonly name: string
  /** Where the station's end of the cable goes: a namespace, or the machine itself when absent. */
  readonly stationNamespace?: string
  readonly stationInterface: string
  /** With prefix length. Without it the interface gets no address. */
  readonly stationAddress?: string
}

/** One switch with a cable to the station and one to each board, all in namespaces of their own. */
export interface BenchNetwork {
  readonly switchNamespace: string
  /** Plugs in a board and returns its namespace, in which the board's interface is `boardInterface`. */
  addBoard(mac: string): Promise<string>
  /** Takes everything away again. */
  remove(): Promise<void>
}

/** The interface of a board in its namespace. */
export const boardInterface = 'eth0'

const bridge = 'br0'

/**
 * Builds the bench's network. Needs root.
 * @throws Error with the message of `ip` when one step fails; what was made is taken away first.
 */
export async function createBenchNetwork(options: BenchNetworkOptions): Promise<BenchNetwork> {
  const switchNamespace = `${options.name}-switch`
  const namespaces: string[] = []

  async function addNamespace(namespace: string): Promise<void> {
    await ip('netns', 'add', namespace)
    namespaces.push(namespace)
    await ip('-n', namespace, 'link', 'set', 'lo', 'up')
  }

  async function remove(): Promise<void> {
    // A cable goes with either of its ends, so the switch takes the station's interface along.
    for (const namespace of namespaces.splice(0)) await ip('netns', 'delete', namespace)
  }

  async function addBoard(mac: string): Promise<string> {
    const number = namespaces.length
    const namespace = `${options.name}-board${number}`
    await addNamespace(namespace)
    await plug(switchNamespace, `port${number}`, { interfaceName: boardInterface, namespace, mac })
    return namespace
  }

  try {
    await addNamespace(switchNamespace)
    await ip('-n', switchNamespace, 'link', 'add', bridge, 'type', 'bridge', 'forward_delay', '0')
    await ip('-n', switchNamespace, 'link', 'set', bridge, 'up')
    await plug(switchNamespace, 'uplink', {
      interfaceName: options.stationInterface,
      ...(options.stationNamespace === undefined ? {} : { namespace: options.stationNamespace }),
      ...(options.stationAddress === undefined ? {} : { address: options.stationAddress }),
    })
    return { switchNamespace, addBoard, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

interface CableEnd {
  readonly interfaceName: string
  /** Absent: the namespace that this process is in. */
  readonly namespace?: string
  readonly mac?: string
  readonly address?: string
}

/** Lays a cable from a port of the switch to `end`, with both ends up. */
async function plug(switchNamespace: string, port: string, end: CableEnd): Promise<void> {
  const place = end.namespace ?? String(process.pid)
  const peer = ['peer', 'name', end.interfaceName, 'netns', place]
  const mac = end.mac === undefined ? [] : ['address', end.mac]
  await ip('-n', switchNamespace, 'link', 'add', port, 'type', 'veth', ...peer, ...mac)
  await ip('-n', switchNamespace, 'link', 'set', port, 'master', bridge, 'up')
  const there = end.namespace === undefined ? [] : ['-n', end.namespace]
  if (end.address !== undefined) {
    await ip(...there, 'address', 'add', end.address, 'dev', end.interfaceName)
  }
  await ip(...there, 'link', 'set', end.interfaceName, 'up')
}

async function ip(...words: string[]): Promise<void> {
  await run('ip', words)
}

import { spawnSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { LabProcess, type StartOptions } from './lab-process.ts'
import { type RunOptions, type RunResult, runOrFail, runProgram } from './run-program.ts'

/** One cable: the network interface that a host gets, and the switch at its other end. */
export interface Plug {
  readonly host: string
  readonly interfaceName: string
  /** With prefix length: `192.168.77.1/24`. */
  readonly address?: string
  readonly mac?: string
}

export interface SwitchPlan {
  readonly plugs?: readonly Plug[]
  /** How many tap devices (tap0, tap1, ...) for QEMU guests, which run in the switch's namespace. */
  readonly taps?: number
}

export interface LabPlan {
  readonly hosts: readonly string[]
  readonly switches: Readonly<Record<string, SwitchPlan>>
}

/** A port of a switch: where loss is made and cables are pulled. */
export interface Port {
  readonly switchName: string
  /** The switch's own name of the port, as portOf() tells it, or `tap0`. */
  readonly portName: string
}

interface Switch {
  readonly namespace: string
  /** Share of frames lost, in percent, by name of the port. */
  readonly ports: Map<string, number>
}

let labsMade = 0

/**
 * A network of its own on this machine: hosts and switches, each a network namespace with a unique
 * name, joined by virtual cables. Nothing in it can reach the machine's real network. Needs root.
 * Call remove() in afterAll; if this process ends without, an exit hook removes it.
 */
export async function createLab(plan: LabPlan): Promise<Lab> {
  await removeLabsOfDeadProcesses()
  const lab = new Lab(`bb-${process.pid}-lab${labsMade++}`)
  try {
    for (const host of plan.hosts) await lab.addHost(host)
    for (const [name, entry] of Object.entries(plan.switches)) {
      await lab.addSwitch(name, entry.taps ?? 0)
      for (const plug of entry.plugs ?? []) await lab.plug(name, plug)
    }
    return lab
  } catch (error) {
    await lab.remove()
    throw error
  }
}

export class Lab {
  readonly #prefix: string
  readonly #hosts = new Map<string, string>()
  readonly #switches = new Map<string, Switch>()
  readonly #plugged = new Map<string, Port>()
  readonly #processes = new Set<LabProcess>()
  readonly #removeAtExit = () => this.#removeNow()

  constructor(prefix: string) {
    this.#prefix = prefix
    process.once('exit', this.#removeAtExit)
  }

  /** The namespace of a host or a switch, for `ip netns exec`. */
  namespaceOf(name: string): string {
    const namespace = this.#hosts.get(name) ?? this.#switches.get(name)?.namespace
    if (namespace === undefined) throw new Error(`the lab has no host or switch '${name}'`)
    return namespace
  }

  async addHost(name: string): Promise<void> {
    this.#hosts.set(name, await this.#addNamespace(name))
  }

  async addSwitch(name: string, taps = 0): Promise<void> {
    const namespace = await this.#addNamespace(name)
    this.#switches.set(name, { namespace, ports: new Map() })
    // No spanning tree (ports forward at once), and multicast goes everywhere, as on a plain switch.
    await ipIn(namespace, 'link add br0 type bridge forward_delay 0 stp_state 0 mcast_snooping 0')
    await ipIn(namespace, 'link set br0 up')
    for (let index = 0; index < taps; index++) {
      await this.runIn(name, 'ip', ['tuntap', 'add', `tap${index}`, 'mode', 'tap'])
      await this.#addPort(name, `tap${index}`)
    }
  }

  /** Puts a cable between a switch and a new interface of a host; returns the switch's port. */
  async plug(switchName: string, plug: Plug): Promise<Port> {
    const host = this.namespaceOf(plug.host)
    const { namespace, ports } = this.#switch(switchName)
    const portName = `port${ports.size}`
    const mac = plug.mac === undefined ? '' : `address ${plug.mac}`
    const ends = `${plug.interfaceName} netns ${host} ${mac} type veth peer name ${portName} netns ${namespace}`
    await runOrFail('ip', words(`link add ${ends}`))
    await this.#addPort(switchName, portName)
    if (plug.address) await ipIn(host, `address add ${plug.address} dev ${plug.interfaceName}`)
    await ipIn(host, `link set ${plug.interfaceName} up`)
    const port = { switchName, portName }
    this.#plugged.set(`${plug.host} ${plug.interfaceName}`, port)
    return port
  }

  /** The switch's end of the cable that is in a host's interface. */
  portOf(host: string, interfaceName: string): Port {
    const port = this.#plugged.get(`${host} ${interfaceName}`)
    if (port === undefined) throw new Error(`no cable is in ${interfaceName} of '${host}'`)
    return port
  }

  /** Pulls the cable out of a port (carrier lost at the other end) or puts it back. */
  async setCable(port: Port, state: 'in' | 'out'): Promise<void> {
    const { namespace } = this.#switch(port.switchName)
    await ipIn(namespace, `link set ${port.portName} ${state === 'in' ? 'up' : 'down'}`)
  }

  /** From now on this share of the frames, to and from the port, is lost at random. 0 ends it. */
  async setLoss(port: Port, percent: number): Promise<void> {
    const { namespace, ports } = this.#switch(port.switchName)
    ports.set(port.portName, percent)
    const rules = [...ports].flatMap(([name, share]) => lossRules(name, share))
    const table = ['table bridge loss', 'delete table bridge loss', 'table bridge loss {']
    const chain = ['chain forward {', 'type filter hook forward priority 0', ...rules, '}', '}', '']
    const input = [...table, ...chain].join('\n')
    await runOrFail('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input })
  }

  /** How many frames setLoss has dropped on a switch since it was last called. */
  async countLost(switchName: string): Promise<number> {
    const result = await this.runIn(switchName, 'nft', ['list', 'table', 'bridge', 'loss'])
    const counts = [...result.stdout.matchAll(/counter packets (\d+)/g)]
    return counts.reduce((sum, [, count]) => sum + Number(count), 0)
  }

  /** Runs a program to its end in the namespace of a host or switch. */
  runIn(
    name: string,
    command: string,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<RunResult> {
    return runProgram('ip', ['netns', 'exec', this.namespaceOf(name), command, ...args], options)
  }

  /** Starts a program in the namespace of a host or switch; remove() stops it if nothing else did. */
  startIn(
    name: string,
    command: string,
    args: readonly string[],
    options: StartOptions = {},
  ): LabProcess {
    const inside = ['netns', 'exec', this.namespaceOf(name), command, ...args]
    const started = new LabProcess('ip', inside, options)
    this.#processes.add(started)
    started.ended.then(() => this.#processes.delete(started))
    return started
  }

  /** Stops every program and removes every namespace with all that is in it. */
  async remove(): Promise<void> {
    process.off('exit', this.#removeAtExit)
    await Promise.all([...this.#processes].map((started) => started.stop()))
    for (const namespace of this.#namespaces()) {
      await runProgram('ip', ['netns', 'delete', namespace])
    }
    this.#hosts.clear()
    this.#switches.clear()
  }

  #removeNow(): void {
    for (const started of this.#processes) started.killNow()
    for (const namespace of this.#namespaces()) spawnSync('ip', ['netns', 'delete', namespace])
  }

  #namespaces(): string[] {
    return [
      ...this.#hosts.values(),
      ...[...this.#switches.values()].map((entry) => entry.namespace),
    ]
  }

  async #addNamespace(name: string): Promise<string> {
    if (this.#hosts.has(name) || this.#switches.has(name)) {
      throw new Error(`the lab has a host or switch '${name}' already`)
    }
    const namespace = `${this.#prefix}-${name}`
    await runOrFail('ip', ['netns', 'add', namespace])
    await ipIn(namespace, 'link set lo up')
    return namespace
  }

  async #addPort(switchName: string, portName: string): Promise<void> {
    const { namespace, ports } = this.#switch(switchName)
    ports.set(portName, 0)
    await ipIn(namespace, `link set ${portName} master br0 up`)
  }

  #switch(name: string): Switch {
    const found = this.#switches.get(name)
    if (found === undefined) throw new Error(`the lab has no switch '${name}'`)
    return found
  }
}

function lossRules(portName: string, percent: number): string[] {
  if (percent <= 0) return []
  const drop = `numgen random mod 10000 < ${Math.round(percent * 100)} counter drop`
  return [`iifname "${portName}" ${drop}`, `oifname "${portName}" ${drop}`]
}

function ipIn(namespace: string, command: string): Promise<string> {
  return runOrFail('ip', ['-n', namespace, ...words(command)])
}

function words(command: string): string[] {
  return command.split(' ').filter((word) => word !== '')
}

/** A test run that was killed leaves its namespaces; their names tell whose they were. */
async function removeLabsOfDeadProcesses(): Promise<void> {
  const names = await readdir('/run/netns').catch(() => [])
  for (const name of names) {
    const pid = /^bb-(\d+)-lab\d+-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      await runProgram('ip', ['netns', 'delete', name])
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

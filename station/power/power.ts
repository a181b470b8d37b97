import { type Refusal, refusal } from '../../contract/errors.ts'
import type { PowerAction, PowerPort } from '../../contract/power.ts'
import type { Audit } from '../storage/audit-log.ts'
import type { DriverPort, PowerDriver, PowerNotice, PowerTarget } from './power-driver.ts'
import { createTurns } from './turns.ts'

/** What is kept when the station ends: who feeds whom, and which ports were off for a moment only. */
export type KeptPower = {
  readonly boards: Readonly<Record<string, string>>
  readonly cycling: readonly string[]
}

/** The power ports of this computer, and what persons said they feed. */
export type Power = {
  list(): readonly PowerPort[]
  /** Resolves when it is done and read back. Undefined: there is no such port. `evenThoughJob`: a person was told of the job. */
  set(
    id: string,
    action: PowerAction,
    evenThoughJob: boolean,
  ): Promise<{ readonly kind: 'switched'; readonly port: PowerPort } | Refusal | undefined>
  /** Says which board a port feeds; null takes that back. A board is fed by one port. Undefined: there is no such port. */
  assign(
    id: string,
    boardId: string | null,
  ): { readonly kind: 'assigned'; readonly port: PowerPort } | Refusal | undefined
  /** Looks at all ports now; it does so by itself every few seconds. */
  look(): Promise<void>
  /** Ports that are off for a moment are switched on first. */
  stop(): Promise<void>
}

export type PowerOptions = {
  readonly drivers: readonly PowerDriver[]
  readonly kept: { read(): KeptPower; write(kept: KeptPower): void }
  /** Why this port must not lose its power now; null: it may. */
  readonly reasonAgainst: (port: PowerPort, evenThoughJob: boolean) => Promise<Refusal | null>
  /** The boards that the port feeds, whoever said so. */
  readonly boardsOf: (port: PowerPort) => readonly string[]
  readonly audit: Audit
  readonly clock: () => number
  /** Ends early when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly onChanged: (ports: readonly PowerPort[]) => void
  readonly onNotices: (notices: readonly PowerNotice[]) => void
  readonly log: (message: string) => void
}

const lookEvery = 3_000
/** Long enough for what a board has in its capacitors. */
const offFor = 2_000
/** Boards draw most in their first moment. */
const betweenOns = 1_000

type Found = { readonly driver: PowerDriver; readonly port: DriverPort }

/** Gathers the ports of all drivers and switches them. Only a person's click comes here; nothing is switched by itself. */
export function createPower(options: PowerOptions): Power {
  const { drivers, audit, clock, log } = options
  let kept = options.kept.read()
  let found = new Map<string, Found>()
  let published = ''
  const switching = new Set<string>()
  const inTurn = createTurns()
  const ended = new AbortController()
  const running = new Set<Promise<unknown>>()
  let nextOn = 0
  let deeds = 0

  function keep(change: Partial<KeptPower>): void {
    const next = { ...kept, ...change }
    options.kept.write(next)
    kept = next
  }
  /** What is off for a moment only. A full disk keeps nobody from switching: then a station that is killed now leaves it off. */
  function keepCycling(cycling: readonly string[]): void {
    if (cycling.length === kept.cycling.length) return
    try {
      keep({ cycling })
    } catch (error) {
      log(`power: which ports are off for a moment could not be written down: ${String(error)}`)
    }
  }
  const forgetCycle = (id: string): void =>
    keepCycling(kept.cycling.filter((other) => other !== id))
  const portOf = ({ port }: Found): PowerPort => ({
    ...port,
    boardId: kept.boards[port.id] ?? null,
    isSwitching: switching.has(port.id),
  })
  const list = (): PowerPort[] => [...found.values()].map(portOf)
  function publish(): void {
    const ports = list()
    const text = JSON.stringify(ports)
    if (text === published) return
    published = text
    options.onChanged(ports)
  }
  async function look(): Promise<void> {
    const before = deeds
    const next = new Map<string, Found>()
    const notices: PowerNotice[] = []
    for (const driver of drivers) {
      const listed = await inTurn(() => driver.list())
      notices.push(...listed.notices.map(({ code, message }) => ({ code, message })))
      for (const port of listed.ports) {
        // A hub on a ClusterHAT may seem to switch its ports too; the HAT is what cuts the power, and comes first.
        const isTwin = [...next.values()].some((one) => isSamePlace(one, driver, port))
        if (!isTwin) next.set(port.id, { driver, port })
      }
    }
    // A state may be of before what was switched meanwhile.
    if (deeds !== before) return look()
    found = next
    options.onNotices(notices)
    publish()
  }
  async function switchOne({ driver, port }: Found, to: PowerTarget): Promise<Refusal | null> {
    if (to === 'on') await waitForTurn()
    const refused = await inTurn(() => driver.set(port.id, to))
    deeds += 1
    if (refused === null) found.set(port.id, { driver, port: { ...port, state: to } })
    publish()
    return refused
  }
  async function waitForTurn(): Promise<void> {
    const at = Math.max(clock(), nextOn)
    nextOn = at + betweenOns
    if (at > clock()) await options.pause(at - clock(), ended.signal)
  }
  async function cycle(one: Found): Promise<Refusal | null> {
    const { id } = one.port
    keepCycling([...kept.cycling, id])
    const refused = await switchOne(one, 'off')
    if (refused === null) await options.pause(offFor, ended.signal)
    // Also where switching off failed: some of it may have been done.
    const end = await switchOne(one, 'on')
    forgetCycle(id)
    return refused ?? (end && staysOff(one.port.name, end))
  }
  async function act(one: Found, action: PowerAction): Promise<Refusal | null> {
    switching.add(one.port.id)
    publish()
    try {
      return action === 'cycle' ? await cycle(one) : await switchOne(one, action)
    } finally {
      switching.delete(one.port.id)
      publish()
    }
  }
  /** What a station that was killed in the middle has left off. */
  async function finishCycles(): Promise<void> {
    for (const id of kept.cycling) {
      const one = found.get(id)
      if (one === undefined || switching.has(id)) continue
      const refused = one.port.state === 'on' ? null : await act(one, 'on')
      if (refused === null) forgetCycle(id)
      else log(`power: ${refused.message}`)
    }
  }
  async function keepLooking(): Promise<void> {
    while (!ended.signal.aborted) {
      try {
        await look()
        await finishCycles()
      } catch (error) {
        log(`power: the ports could not be looked at: ${String(error)}`)
      }
      await options.pause(lookEvery, ended.signal)
    }
  }
  const looking = drivers.length === 0 ? Promise.resolve() : keepLooking()

  return {
    list,
    set: async (id, action, evenThoughJob) => {
      const one = found.get(id)
      if (one === undefined) return undefined
      const port = portOf(one)
      const against = action === 'on' ? null : await options.reasonAgainst(port, evenThoughJob)
      if (against !== null) return against
      // Somebody else may have been quicker while we asked.
      if (switching.has(id)) return busy(one.port.name)
      for (const subject of [id, ...options.boardsOf(port)]) {
        audit('power', subject, { port: port.name, power: action, evenThoughJob })
      }
      // From here on it is as this person wants it.
      forgetCycle(id)
      const deed = act(one, action)
      running.add(deed)
      const refused = await deed.finally(() => running.delete(deed))
      return refused ?? { kind: 'switched', port: portOf(found.get(id) ?? one) }
    },
    assign: (id, boardId) => {
      const one = found.get(id)
      if (one === undefined) return undefined
      const others = Object.entries(kept.boards).filter(
        ([port, board]) => port !== id && board !== boardId,
      )
      try {
        keep({ boards: Object.fromEntries(boardId === null ? others : [...others, [id, boardId]]) })
      } catch (error) {
        return notStored(one.port.name, error)
      }
      audit('power-assign', id, { port: one.port.name, board: boardId })
      publish()
      return { kind: 'assigned', port: portOf(one) }
    },
    look,
    stop: async () => {
      ended.abort()
      await Promise.allSettled(running)
      await looking
    },
  }
}

function isSamePlace(one: Found, driver: PowerDriver, { usbPath }: DriverPort): boolean {
  return one.driver !== driver && usbPath !== null && one.port.usbPath === usbPath
}

function busy(name: string): Refusal {
  return refusal('power-busy', `${name} is being switched just now. Wait until that is done.`)
}

function notStored(name: string, error: unknown): Refusal {
  return refusal(
    'power-not-stored',
    `What ${name} feeds could not be written down (${String(error)}), so all is as before. Free space on the disk of the station, then try again.`,
  )
}

function staysOff(name: string, { code, message }: Refusal): Refusal {
  return refusal(code, `${name} was switched off and could not be switched on again. ${message}`)
}

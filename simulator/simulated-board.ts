import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type AgentEnd, type AgentPrograms, runAgent } from './agent-process.ts'
import { type BoardEvent, type BoardEventLog, createBoardEventLog } from './board-events.ts'
import { type BoardFaults, copierFaults } from './board-faults.ts'
import {
  type BoardIdentity,
  type BootTimes,
  bootTimes,
  type MachineIdentifierForm,
} from './board-model.ts'
import { type BoardNetwork, type LossRule, randomLoss } from './board-network.ts'
import { bootFromNetwork, powerLoss, vanishIf } from './boot-rom.ts'
import { isBootable, prepareStorage } from './local-storage.ts'
import { sleep } from './mailbox.ts'

/** What both forms of a simulated board are made from; plain data. */
export interface BoardSettings {
  readonly identity: BoardIdentity
  /** A folder of its own; it holds the file that stands for the eMMC, which stays between runs. */
  readonly folder: string
  readonly storageBytes: number
  readonly programs: AgentPrograms
  /** Multiplies every waiting time of the boot ROM; 1 is real time. */
  readonly timeScale?: number
  /** Replaces single waiting times, in milliseconds. */
  readonly times?: Partial<BootTimes>
  /** As the board's EEPROM says: 0xf12 or 0xf21. */
  readonly bootOrder?: 'network-first' | 'local-first'
  readonly machineIdentifierForm?: MachineIdentifierForm
  readonly faults?: BoardFaults
}

export interface SimulatedBoardOptions extends BoardSettings {
  readonly createNetwork: (isLost: LossRule) => BoardNetwork
  readonly random?: () => number
}

/** A board that is not there. Its power is off at first. */
export interface SimulatedBoard {
  readonly identity: BoardIdentity
  /** The file that stands for its eMMC. */
  readonly storageFile: string
  readonly events: BoardEventLog
  /** Short for events.waitFor. */
  readonly waitFor: BoardEventLog['waitFor']
  /** Resolves when the power is on; the board then boots by itself. Nothing happens if it was on. */
  powerOn(): Promise<void>
  /** Resolves when nothing of the board runs any more. Nothing happens if it was off. */
  powerOff(): Promise<void>
  /** Losses change at once, the others with the next boot. */
  setFaults(faults: BoardFaults): Promise<void>
  /** Switches it off for good. */
  close(): Promise<void>
}

/** What comes after one way to boot was tried. */
type Outcome = 'next-mode' | 'restart' | 'stay' | 'power-cut'

interface Session {
  readonly controller: AbortController
  readonly ended: Promise<void>
}

/** As the boards of a bench are mostly set; see contract/boot-order.ts for the digits. */
function eepromConfig(
  order: NonNullable<BoardSettings['bootOrder']>,
  { netbootsOnce }: BoardFaults,
): string {
  const value = order === 'local-first' ? '0xf21' : '0xf12'
  return `[all]\nBOOT_UART=0\nWAKE_ON_GPIO=1\nPOWER_OFF_ON_HALT=0\nBOOT_ORDER=${netbootsOnce === true ? '0xf41' : value}\n`
}

/** The file in a board's folder that stands for its eMMC. */
export function boardStorageFile(folder: string): string {
  return join(folder, 'mmcblk0')
}

/** Makes a board whose program runs in this process; only its agent has processes of its own. */
export function createSimulatedBoard(options: SimulatedBoardOptions): SimulatedBoard {
  const { identity, folder } = options
  const storageFile = boardStorageFile(folder)
  const events = createBoardEventLog(`${identity.model.key} ${identity.serial}`)
  const random = options.random ?? Math.random
  let faults = options.faults ?? {}
  let powerCuts = [...(faults.powerCutsAfter ?? [])]
  const times = { ...bootTimes(identity.model, options.timeScale ?? 1), ...options.times }
  let poweredAt = 0
  let hasNetbooted = false
  const isPortHeld = (): boolean =>
    Date.now() - poweredAt < (faults.portHeldSeconds ?? 0) * times.second
  const isLost = randomLoss(() => faults.lossPercent ?? 0, random)
  const network = options.createNetwork(() => isPortHeld() || isLost())
  let session: Session | undefined

  /** Resolves when the power was cut for good. */
  async function live(signal: AbortSignal): Promise<void> {
    const modes =
      options.bootOrder === 'local-first' ? [tryLocal, tryNetwork] : [tryNetwork, tryLocal]
    await sleep(times.start, signal)
    for (;;) {
      const outcome = await tryModes(modes, signal)
      if (outcome === 'stay') return powerLoss(signal)
      if (outcome === 'power-cut') {
        if (faults.powerReturnsAfter === undefined) return
        events.add({ kind: 'power-off', cause: 'cut' })
        await sleep(faults.powerReturnsAfter, signal)
        events.add({ kind: 'power-on' })
      }
      await sleep(outcome === 'next-mode' ? times.restartDelay : times.start, signal)
    }
  }

  async function tryModes(
    modes: readonly ((signal: AbortSignal) => Promise<Outcome>)[],
    signal: AbortSignal,
  ): Promise<Outcome> {
    for (const mode of modes) {
      const outcome = await mode(signal)
      if (outcome !== 'next-mode') return outcome
    }
    return 'next-mode'
  }

  async function tryLocal(): Promise<Outcome> {
    const bootable = await isBootable(storageFile)
    events.add({ kind: bootable ? 'booted-local' : 'no-local-system' })
    return bootable ? 'stay' : 'next-mode'
  }

  async function tryNetwork(signal: AbortSignal): Promise<Outcome> {
    if (faults.netbootsOnce === true && hasNetbooted) return 'next-mode'
    const report = events.add
    const form = faults.oldBootloader === true ? 'serial' : options.machineIdentifierForm
    const booted = await bootFromNetwork({
      ...{ identity, network, times, faults, random, signal, report },
      machineIdentifierForm: form ?? 'normal',
    })
    if (booted.kind === 'failed') return networkFailed(booted.reason)
    if (booted.agent.server === undefined)
      return networkFailed('its command line names no bootbench.server')
    await vanishIf({ faults, signal, report }, 'agent')
    hasNetbooted = true
    const end = await runAgent({
      ...{ identity, folder, storageFile, signal, report },
      programs: options.programs,
      storageBytes: options.storageBytes,
      address: booted.lease.address,
      kernel: booted.kernel,
      eepromConfig: eepromConfig(options.bootOrder ?? 'network-first', faults),
      copierFaults: copierFaults(faults, powerCuts.shift()),
    })
    return afterAgent(end)
  }

  function networkFailed(reason: string): Outcome {
    events.add({ kind: 'network-boot-failed', reason })
    return 'next-mode'
  }

  function afterAgent(end: AgentEnd): Outcome {
    switch (end.kind) {
      case 'restart':
        events.add({ kind: 'restarting' })
        return 'restart'
      case 'halt':
        events.add({ kind: 'halted' })
        return 'stay'
      case 'power-cut':
        return 'power-cut'
      case 'ended':
        events.add({ kind: 'agent-ended', code: end.code })
        return 'stay'
    }
  }

  /** Lives until the power goes. What the simulator itself could not do is told as an event. */
  async function run(signal: AbortSignal): Promise<void> {
    let last: BoardEvent = { kind: 'power-off', cause: 'cut' }
    try {
      await live(signal)
    } catch (error) {
      last = { kind: 'broken', reason: String(error) }
    }
    await network.release().catch((error) => {
      events.add({ kind: 'broken', reason: `its address could not be taken away: ${error}` })
    })
    if (signal.aborted) return
    // Whoever hears of it may switch it on again at once.
    session = undefined
    events.add(last)
  }

  async function switchOn(): Promise<void> {
    if (session !== undefined) return
    await mkdir(folder, { recursive: true })
    await prepareStorage(storageFile, options.storageBytes)
    const controller = new AbortController()
    events.add({ kind: 'power-on' })
    poweredAt = Date.now()
    session = { controller, ended: run(controller.signal) }
  }

  async function switchOff(): Promise<void> {
    const current = session
    if (current === undefined) return
    session = undefined
    current.controller.abort(new Error('the power is off'))
    await current.ended
    events.add({ kind: 'power-off', cause: 'asked' })
  }

  /** One switch: what is asked of it is done in turn. */
  let switching = Promise.resolve()
  function inTurn(step: () => Promise<void>): Promise<void> {
    const done = switching.then(step)
    switching = done.catch(() => undefined) // who asked gets the failure; the next step is tried all the same
    return done
  }
  const powerOff = (): Promise<void> => inTurn(switchOff)

  return {
    identity,
    storageFile,
    events,
    waitFor: events.waitFor,
    powerOn: () => inTurn(switchOn),
    powerOff,
    async setFaults(next) {
      faults = next
      powerCuts = [...(next.powerCutsAfter ?? [])]
    },
    close: powerOff,
  }
}

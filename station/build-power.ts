import { join } from 'node:path'
import { z } from 'zod'
import { type Refusal, refusal } from '../contract/errors.ts'
import type { Job } from '../contract/job.ts'
import type { PowerPort } from '../contract/power.ts'
import type { UsbBoard } from '../contract/usb-board.ts'
import type { AttachmentList } from './attachments/attachment-list.ts'
import type { BoardRegistry } from './boards/registry.ts'
import { createI2cDevice } from './platform/i2c-device.ts'
import { runCommand } from './platform/run-command.ts'
import { createClusterControl } from './power/cluster-ctrl.ts'
import { computerUseBelow } from './power/computer-use.ts'
import { findControlBoards } from './power/control-boards.ts'
import { isFedBy } from './power/fed-by.ts'
import { createHatOnHeader, hatNodes } from './power/hat-on-header.ts'
import { createPower, type Power } from './power/power.ts'
import type { PowerDriver } from './power/power-driver.ts'
import { createUsbHubs } from './power/usb-hubs.ts'
import type { Audit } from './storage/audit-log.ts'
import { openJsonFile } from './storage/json-file.ts'

const usbFolder = '/sys/bus/usb/devices'
const hatFolder = '/proc/device-tree/hat'
/** Both ClusterHATs and ClusterCTRL boards answer here, each on a bus of its own. */
const i2cAddress = 0x20
const hatBus = 1

const keptSchema = z.object({
  boards: z.record(z.string(), z.string()),
  cycling: z.array(z.string()).default([]),
})

/** Power ports; what is found is put into `attachments`. `drivers` stand in for the hardware of this computer. */
export function buildPower(needs: {
  readonly attachments: AttachmentList
  readonly drivers: readonly PowerDriver[] | undefined
  readonly simulated: boolean
  readonly dataFolder: string
  readonly boards: Pick<BoardRegistry, 'list'>
  readonly openJobOf: (boardId: string) => Job | undefined
  /** The network port that serves boards; null while none does. */
  readonly servedInterface: () => string | null
  readonly audit: Audit
  readonly clock: () => number
  readonly log: (message: string) => void
}): Power {
  const { attachments, simulated, dataFolder, audit, clock, log } = needs
  const boardsOf = (port: PowerPort): string[] =>
    needs.boards
      .list()
      .filter(({ id, usbPath }) => id === port.boardId || isFedBy(usbPath, port.usbPath))
      .map(({ id }) => id)
  return createPower({
    drivers: needs.drivers ?? (simulated ? [] : driversOf(clock)),
    kept: openJsonFile({
      path: join(dataFolder, 'power.json'),
      schema: keptSchema,
      orElse: { boards: {}, cycling: [] },
      log,
    }),
    boardsOf,
    reasonAgainst: async (port, evenThoughJob) => {
      const used = await (port.usbPath === null || simulated
        ? null
        : computerUseBelow(port.usbPath, needs.servedInterface()))
      if (used !== null) return inUse(port.name, used)
      if (evenThoughJob) return null
      const jobs = boardsOf(port).map(needs.openJobOf)
      return (
        jobs.map((job) => jobUnderWay(port.name, job)).find((one) => one !== null) ??
        bootUnderWay(port, attachments.current().usbBoards)
      )
    },
    audit,
    clock,
    pause,
    onChanged: (powerPorts) => attachments.put({ powerPorts: [...powerPorts] }),
    onNotices: (found) => {
      const { notices } = attachments.current()
      const next = [...notices.filter(({ code }) => !code.startsWith('power-')), ...found]
      if (JSON.stringify(next) !== JSON.stringify(notices)) attachments.put({ notices: next })
    },
    log,
  })
}

/** What this computer may have. The HAT comes first: where a hub seems to switch the same port, it is the HAT that does. */
function driversOf(clock: () => number): PowerDriver[] {
  if (process.platform !== 'linux') return []
  const deviceOf = (bus: number) => createI2cDevice({ run: runCommand, bus, address: i2cAddress })
  return [
    createHatOnHeader({ hatFolder, usbFolder, device: deviceOf(hatBus) }),
    createClusterControl({
      boards: () => findControlBoards(usbFolder),
      deviceOf,
      nodesBefore: () => hatNodes(hatFolder),
      pause: (milliseconds) => pause(milliseconds, new AbortController().signal),
      clock,
    }),
    createUsbHubs({ run: runCommand, folder: usbFolder, clock }),
  ]
}

function inUse(name: string, used: string): Refusal {
  return refusal(
    'power-port-in-use',
    `${name} was left on: this computer itself uses what hangs on it (${used}). Unmount the drive, or stop serving, then try again.`,
  )
}

/** A job that waits for its board, or was interrupted, loses nothing: to switch the board off and on is how it goes on. */
function jobUnderWay(name: string, job: Job | undefined): Refusal | null {
  if (job?.state.kind !== 'running' && job?.state.kind !== 'cancelling') return null
  return refusal(
    'power-job-open',
    `${name} was left on: it feeds ${job.boardLabel}, on which a job is under way. Cancel the job first, or say that the power shall go even so; the storage may then be left half-written.`,
  )
}

const bootingStages = ['sending-bootcode', 're-enumerating', 'serving-files']

/** It goes on with that after it has read all files; cut off then it needs the recovery anew. */
function writesEeprom({ target, stage, eeprom }: UsbBoard): boolean {
  if (target !== 'recovery' || stage.kind !== 'booted') return false
  return eeprom === null || eeprom.outcome === 'running'
}

function bootUnderWay(port: PowerPort, usbBoards: readonly UsbBoard[]): Refusal | null {
  const board = usbBoards.find(
    (one) =>
      one.isPluggedIn &&
      isFedBy(one.path, port.usbPath) &&
      (bootingStages.includes(one.stage.kind) || writesEeprom(one)),
  )
  if (board === undefined) return null
  return refusal(
    'power-job-open',
    `${port.name} was left on: the board on USB port ${board.path} boots just now, or writes its EEPROM. Wait until it has ended, or say that the power shall go even so.`,
  )
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, signal.aborted ? 0 : milliseconds)
    signal.addEventListener('abort', done)
  })
}

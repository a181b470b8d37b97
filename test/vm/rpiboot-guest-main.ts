// Runs in the guest with USB: plugs simulated boards into its kernel and boots them with the station's own code and the real package `usb`.
// Argument: JSON of RpibootGuestPlan. Prints a line for each device that is plugged in and for the end of each boot. After the line
// "impatient" boards that do not return are given up soon; after "eeprom" boards wait, and the one of that name is plugged in and has its
// bootloader written. At "end" it prints who may open what is still plugged in, and ends.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createUsbBus } from '../../station/platform/usb-package.ts'
import { openTargetFiles } from '../../station/usbboot/boot-files.ts'
import { createKeptEeproms } from '../../station/usbboot/kept-eeproms.ts'
import { type AutomaticTarget, createUsbBoards } from '../../station/usbboot/usb-boards.ts'
import { createUsbEeproms } from '../../station/usbboot/usb-eeproms.ts'
import { keepPlugged } from './usbip-cable.ts'

/** What the test outside wants. */
export type RpibootGuestPlan = {
  readonly serverPort: number
  readonly folder: string
  readonly recoveryFolder: string
  /** Devices as the server knows them, one for each port of the guest. */
  readonly devices: readonly string[]
}

const rules = '70-bootbench-rpiboot.rules'
const plan: RpibootGuestPlan = JSON.parse(process.argv[2] ?? '')
const server = { host: '10.0.2.2', port: plan.serverPort }
const end = new AbortController()

mkdirSync('/run/udev/rules.d', { recursive: true })
copyFileSync(
  join(import.meta.dirname, '../../resources/udev', rules),
  join('/run/udev/rules.d', rules),
)
spawnSync('udevadm', ['control', '--reload'])
// The driver waits a second before it speaks to a storage; on a busy computer udev's rule comes later than that.
spawnSync('modprobe', ['usb-storage', 'delay_use=60'])

/** A board's name at the server by the path of its port, as the kernel names it. */
const names = new Map<string, string>()
const told = new Map<string, string>()
const shown: ReadonlySet<string> = new Set(['booted', 'failed'])
let automatic: AutomaticTarget = 'agent'
/** On a busy computer a board may be away for long, and one that stays away must not take that long. Milliseconds. */
const [patient, impatient] = [120_000, 5_000]
const timing = { checkPause: 300, returnLimit: patient, silence: { timeout: 30_000, times: 2 } }
const boards = createUsbBoards({
  bus: createUsbBus((message) => console.error(message)),
  filesFor: (target) => openTargetFiles(plan.folder, target),
  automatic: { read: () => automatic, write: () => undefined },
  clock: Date.now,
  log: (message) => console.error(message),
  onChanged: (list) => {
    for (const { path, stage, serial, log } of list) {
      if (told.get(path) === stage.kind) continue
      told.set(path, stage.kind)
      if (shown.has(stage.kind)) say({ board: names.get(path) ?? path, stage, serial, log })
      if (stage.kind === 'waiting' && automatic === null) writeEeprom(path).catch(console.error)
    }
  },
  onUnavailable: (detail) => say({ unavailable: detail }),
  timing,
})

const eeproms = createUsbEeproms({
  boards,
  folder: plan.recoveryFolder,
  kept: createKeptEeproms('/run/bootbench'),
  knownBootloader: () => null,
  clock: Date.now,
  onEnded: ({ serial }, run) => say({ eeprom: run.outcome, serial, properties: run.properties }),
  log: (message) => console.error(message),
})

/** Asks a board that has not told who it is; the next time that it waits, it is written. */
async function writeEeprom(path: string): Promise<void> {
  if (boards.pluggedAt(path)?.board.serial === null) {
    await eeproms.askIdentity(path)
    return
  }
  const answer = await eeproms.plan(path, { config: null, bootOrder: '0xf21' })
  if (answer?.kind !== 'planned') throw new Error(JSON.stringify(answer))
  const { config, typed, confirmation } = answer.plan
  await eeproms.write(path, { config, typed, confirmation: confirmation ?? '' })
}

for (const [port, busId] of plan.devices.entries()) plugIn(port, busId)

function plugIn(port: number, busId: string): void {
  const onPlugged = (path: string): void => {
    names.set(path, busId)
    say({ plugged: busId, path })
  }
  keepPlugged({ server, port, busId, signal: end.signal, onPlugged }).catch((error) => {
    console.error(error)
    process.exit(1)
  })
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const word: unknown = JSON.parse(line)
  if (word === 'impatient') {
    timing.returnLimit = impatient
    return
  }
  if (word === 'eeprom') {
    timing.returnLimit = patient
    automatic = null
    plugIn(plan.devices.length, 'eeprom')
    return
  }
  end.abort()
  for (const [path, busId] of names) if (existsSync(sysfs(path))) say(rights(busId, path))
  boards.stop().then(() => process.exit(), console.error)
})

function say(what: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

function sysfs(path: string): string {
  return `/sys/bus/usb/devices/${path}`
}

/** Whether `nobody` may open a device, alone and in the group plugdev, and what udev notes about it. */
function rights(busId: string, path: string): Readonly<Record<string, unknown>> {
  const [bus, address] = ['busnum', 'devnum'].map((name) =>
    readFileSync(join(sysfs(path), name), 'utf8')
      .trim()
      .padStart(3, '0'),
  )
  const node = `/dev/bus/usb/${bus}/${address}`
  const properties = spawnSync('udevadm', ['info', '--query=property', node], { encoding: 'utf8' })
  return {
    rights: busId,
    nobody: mayOpen(node, '--clear-groups'),
    plugdev: mayOpen(node, '--groups=plugdev'),
    tags: /^CURRENT_TAGS=(.*)$/m.exec(properties.stdout)?.[1] ?? '',
    authorized: readFileSync(join(sysfs(`${path}:1.0`), 'authorized'), 'utf8').trim(),
    isNoModem: properties.stdout.includes('ID_MM_DEVICE_IGNORE=1'),
  }
}

function mayOpen(node: string, groups: string): boolean {
  const as = ['--reuid=nobody', '--regid=nogroup', groups]
  return spawnSync('setpriv', [...as, 'sh', '-c', `exec 3<>${node}`]).status === 0
}

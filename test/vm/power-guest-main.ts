// Runs in the guest with USB: a stub of the kernel as a ClusterHAT's chip, a ClusterCTRL board over USB/IP, and a hub of dummy_hcd with a
// gadget on it. The station's own parts switch them, as a user without rights of root. Argument: JSON of PowerGuestPlan.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { PowerPort } from '../../contract/power.ts'
import { createI2cDevice } from '../../station/platform/i2c-device.ts'
import { type RunCommand, runCommand } from '../../station/platform/run-command.ts'
import { createClusterControl } from '../../station/power/cluster-ctrl.ts'
import { createClusterHat } from '../../station/power/cluster-hat.ts'
import { findControlBoards } from '../../station/power/control-boards.ts'
import { createPower, type Power } from '../../station/power/power.ts'
import type { PowerDriver } from '../../station/power/power-driver.ts'
import { createUsbHubs } from '../../station/power/usb-hubs.ts'
import { keepPlugged } from './usbip-cable.ts'

export type PowerGuestPlan = { readonly serverPort: number; readonly boardName: string }

const plan: PowerGuestPlan = JSON.parse(process.argv[2] ?? '')
const usbFolder = '/sys/bus/usb/devices'
const chipAddress = 0x20
const lookEvery = 50

function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ ...line, at: Math.round(performance.now()) })}\n`)
}

async function until<Value>(what: string, look: () => Value | null): Promise<Value> {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(lookEvery)) {
    const value = look()
    if (value !== null) return value
  }
  throw new Error(`this did not happen: ${what}`)
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

function namesIn(place: string): string[] {
  return existsSync(place) ? readdirSync(place) : []
}

function textOf(place: string, file: string): string {
  const path = join(place, file)
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
}

/** The USB port that Linux's g_serial hangs on; null while it is not there. */
function gadgetPath(): string | null {
  const found = namesIn(usbFolder).find(
    (name) =>
      textOf(join(usbFolder, name), 'idVendor') === '0525' &&
      textOf(join(usbFolder, name), 'idProduct') === 'a4a7',
  )
  return found ?? null
}

/** Waits for udevd; what takes it longer is wrong, and would be seen below. */
function settle(): void {
  spawnSync('udevadm', ['settle', '--timeout=20'])
}

/** The station's user: nobody, in the groups that the documentation asks for. */
const runAsUser: RunCommand = (program, args, limitMs) =>
  runCommand(
    'setpriv',
    ['--reuid=nobody', '--regid=nogroup', '--groups=plugdev,i2c', program, ...args],
    // Everything takes longer here.
    10 * limitMs,
  )

mkdirSync('/run/udev/rules.d', { recursive: true })
copyFileSync(
  join(import.meta.dirname, '../../resources/udev/71-bootbench-power.rules'),
  '/run/udev/rules.d/71-bootbench-power.rules',
)
run('udevadm', 'control', '--reload')
/** The station's part with these drivers. It looks when it is told to, and a person's two seconds are a moment: the kernel needs none. */
function powerOf(drivers: readonly PowerDriver[]): Power {
  return createPower({
    drivers,
    kept: { read: () => ({ boards: {}, cycling: [] }), write: () => undefined },
    reasonAgainst: async () => null,
    boardsOf: () => [],
    audit: () => undefined,
    clock: Date.now,
    pause: (milliseconds, signal) =>
      wait(milliseconds === 3_000 ? 3_600_000 : 200, undefined, { signal }).catch(() => undefined),
    onChanged: () => undefined,
    onNotices: (notices) => {
      for (const { code, message } of notices) say({ notice: code, message })
    },
    log: (message) => console.error(message),
  })
}

const brief = ({ id, name, usbPath, state }: PowerPort) => ({ id, name, usbPath, state })

// The hub first: uhubctl asks all hubs, and the modules below make many. After the rules, so that udevd gives it to its group.
run('modprobe', '-a', 'dummy_hcd', 'g_serial')
const gadget = await until('the gadget on the hub of dummy_hcd', () => gadgetPath())
settle()
say({ step: 'the gadget is there' })
const hubs = powerOf([createUsbHubs({ run: runAsUser, folder: usbFolder, clock: Date.now })])
await hubs.look()
const hubPort = hubs.list().find(({ usbPath }) => usbPath === gadget)
if (hubPort === undefined) throw new Error(`no port of a hub for ${gadget}`)
const off = await hubs.set(hubPort.id, 'off', false)
say({ off })
await until('the gadget is gone', () => (gadgetPath() === null ? true : null))
const on = await hubs.set(hubPort.id, 'on', false)
say({ on })
await until('the gadget is back', gadgetPath)
const numberBefore = textOf(join(usbFolder, gadget), 'devnum')
const cycle = await hubs.set(hubPort.id, 'cycle', false)
await until('the gadget is back under a new number', () => {
  const number = textOf(join(usbFolder, gadget), 'devnum')
  return number === '' || number === numberBefore ? null : true
})
say({ cycle })
await hubs.stop()

run('modprobe', '-a', 'i2c-dev', 'vhci-hcd')
run('modprobe', 'i2c-stub', `chip_addr=${chipAddress}`)

const stubBus = await until('the bus of i2c-stub', () => {
  const stub = namesIn('/sys/class/i2c-dev').find((name) =>
    readFileSync(`/sys/class/i2c-dev/${name}/name`, 'utf8').startsWith('SMBus stub'),
  )
  return stub === undefined ? null : Number(stub.slice('i2c-'.length))
})
const register = (number: number): string =>
  run('/usr/sbin/i2cget', '-y', String(stubBus), '0x20', `0x0${number}`)
// A HAT that has just got power: all pins are inputs, and its solder link pulls the nodes on.
for (const [number, value] of [
  ['0x00', '0x0f'],
  ['0x01', '0xff'],
  ['0x03', '0xff'],
] as const) {
  run('/usr/sbin/i2cset', '-y', String(stubBus), '0x20', number, value)
}
settle()

say({ step: 'the stub holds its registers' })
const end = new AbortController()
const controlPath = await new Promise<string>((resolve, reject) => {
  keepPlugged({
    server: { host: '10.0.2.2', port: plan.serverPort },
    port: 0,
    busId: plan.boardName,
    signal: end.signal,
    onPlugged: resolve,
  }).catch(reject)
})
say({ step: 'the ClusterCTRL board is plugged in' })
await until('the driver i2c-tiny-usb for the ClusterCTRL board', () =>
  namesIn(join(usbFolder, `${controlPath}:1.0`)).some((name) => /^i2c-\d+$/.test(name))
    ? true
    : null,
)
settle()

settle()

const deviceOf = (bus: number) => createI2cDevice({ run: runAsUser, bus, address: chipAddress })
const chips = powerOf([
  createClusterHat({
    device: deviceOf(stubBus),
    version: { major: 2, minor: 6 },
    hubPath: async () => null,
  }),
  createClusterControl({
    boards: () => findControlBoards(usbFolder),
    deviceOf,
    nodesBefore: async () => 4,
    pause: (milliseconds) => wait(milliseconds),
    clock: Date.now,
  }),
])
await chips.look()
say({ ports: chips.list().map(brief), controlPath })
await chips.set('hat-p3', 'off', false)
say({ hat: chips.list().slice(0, 4).map(brief), output: register(1), direction: register(3) })
const control = await chips.set(`ctrl-${controlPath}-p2`, 'on', false)
say({ control, rights: run('stat', '-c', '%G %a', `/dev/i2c-${stubBus}`) })
await chips.stop()
end.abort()

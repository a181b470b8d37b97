// Runs in the guest with USB: a whole station that boots what is plugged in into our agent. Argument: JSON of UsbAgentGuestPlan.
// Takes a line of JSON for each thing to do (UsbAgentOrder) and prints a line for each board that changes and for each thing done.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRouterClient } from '@orpc/server'
import { isOpen } from '../../contract/job.ts'
import { usbBootFolder } from '../../station/build-usb-boards.ts'
import { thisComputer } from '../../station/build-usb-link-host.ts'
import { createUsbBus } from '../../station/platform/usb-package.ts'
import { createRouter } from '../../station/router.ts'
import { createStation } from '../../station/station.ts'
import { keepPlugged } from './usbip-cable.ts'

/** What the test outside wants. */
export type UsbAgentGuestPlan = {
  readonly bootFolder: string
  readonly brokerPath: string
  readonly imagePath: string
}

export type UsbAgentOrder =
  /** Puts what this server (of the machine outside) lends under this name into the guest's USB port, instead of what was there. */
  | { readonly plug: string; readonly serverPort: number }
  | { readonly run: 'deploy' | 'backup' }
  /** Asks the shell on the board's serial port who it is, and the kernel which interface leads to it. */
  | { readonly look: true }

const plan: UsbAgentGuestPlan = JSON.parse(process.argv[2] ?? '')
const rules = '72-bootbench-agent.rules'
const dataFolder = '/var/tmp/station'
const log = (message: string): void => console.error(message)
const firmware = usbBootFolder(dataFolder, 'agent')
mkdirSync(firmware, { recursive: true })
for (const name of ['bootcode4.bin', 'start4.elf']) writeFileSync(join(firmware, name), name)

mkdirSync('/run/udev/rules.d', { recursive: true })
copyFileSync(
  join(import.meta.dirname, '../../resources/udev', rules),
  join('/run/udev/rules.d', rules),
)
spawnSync('udevadm', ['control', '--reload'])

const station = await createStation({
  dataFolder,
  bootFolders: [plan.bootFolder],
  version: '0',
  compatibility: false,
  extraCommandLine: 'console=ttyAMA0',
  // Drives, nodes and power ports are looked for by programs, which take an emulated processor's time.
  simulated: true,
  world: {
    usbBus: createUsbBus(log),
    usbLink: { computer: thisComputer({ brokerPath: plan.brokerPath, dataFolder, log }) },
  },
  programs: { brokerPath: plan.brokerPath, moverPath: '', clientPath: '' },
  compressionLevel: 1,
  clock: Date.now,
  log,
})
const client = createRouterClient(createRouter(station))
await client.usb.setAutomatic({ target: 'agent' })
let pulled = new AbortController()

const told = new Map<string, string>()
async function tellOfBoards(): Promise<void> {
  const snapshot = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
  for await (const event of station.changes.follow(snapshot, new AbortController().signal)) {
    if (event.kind !== 'boardChanged' || told.get(event.board.id) === event.board.stage.kind)
      continue
    told.set(event.board.id, event.board.stage.kind)
    say({ board: event.board })
  }
}

async function plug(busId: string, serverPort: number): Promise<void> {
  pulled.abort()
  pulled = new AbortController()
  const server = { host: '10.0.2.2', port: serverPort }
  const onPlugged = (path: string): void => say({ plugged: busId, path })
  await keepPlugged({ server, port: 0, busId, signal: pulled.signal, onPlugged })
}

/** Only boards that are ready are written or read; there is one at most. */
async function run(kind: 'deploy' | 'backup'): Promise<void> {
  const board = station.boards.list().find(({ stage }) => stage.kind === 'ready')
  const storage = board?.storages[0]
  if (board === undefined || storage === undefined) throw new Error('no board is ready')
  const target = { boardId: board.id, targetPath: storage.path, targetSizeBytes: storage.sizeBytes }
  const armed =
    kind === 'deploy'
      ? await client.jobs.deploy({ ...target, imageId: await imageId() })
      : await client.jobs.backup({ ...target, imageName: 'as it was' })
  const snapshot = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
  for await (const event of station.changes.follow(snapshot, new AbortController().signal)) {
    if (event.kind !== 'jobChanged' || event.job.id !== armed.id || isOpen(event.job)) continue
    const { imageId, state } = event.job
    const bytes = kind === 'backup' && imageId !== null ? await hashOf(imageId) : null
    return say({ job: kind, state, bytes })
  }
}

async function imageId(): Promise<string> {
  const imported = await client.images.import({ path: plan.imagePath, name: 'image' })
  const snapshot = () => ({ kind: 'snapshot', snapshot: station.snapshot() }) as const
  for await (const event of station.changes.follow(snapshot, new AbortController().signal)) {
    const known =
      event.kind === 'snapshot'
        ? event.snapshot.imports.find(({ id }) => id === imported.id)
        : event.kind === 'importChanged' && event.import.id === imported.id
          ? event.import
          : undefined
    if (known?.state.kind === 'done') return known.state.imageId
    if (known !== undefined && known.state.kind !== 'running')
      throw new Error(JSON.stringify(known.state))
  }
  throw new Error('the station has ended')
}

async function hashOf(imageId: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of station.images.rawStream(imageId)) {
    hash.update(piece as Buffer)
    size += (piece as Buffer).length
  }
  return { size, sha256: hash.digest('hex') }
}

const askShell =
  'stty -F /dev/ttyACM0 raw -echo; exec 3<>/dev/ttyACM0; printf "\\necho this is $(echo \\$)(uname -m)\\n" >&3; grep -m1 -o "this is aarch64" <&3'

function look(): void {
  const shell = spawnSync('timeout', ['20', 'sh', '-c', askShell], { encoding: 'utf8' })
  const routes = spawnSync('ip', ['-4', 'route', 'show', 'table', 'main'], { encoding: 'utf8' })
  const name = /dev (\S+) .*src 172\.19\.182\.254/.exec(routes.stdout)?.[1] ?? ''
  const query = ['info', '--query=property', `/sys/class/net/${name}`]
  const udev = spawnSync('udevadm', query, { encoding: 'utf8' })
  const addresses = spawnSync('ip', ['-o', '-4', 'address', 'show'], { encoding: 'utf8' })
  say({
    shell: shell.stdout.trim(),
    routes: routes.stdout,
    addresses: addresses.stdout,
    udev: udev.stdout,
  })
}

function say(what: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}

function fail(error: unknown): void {
  console.error(error)
  process.exit(1)
}

tellOfBoards().catch(fail)
say({ ready: true })
for await (const line of createInterface({ input: process.stdin })) {
  const order: UsbAgentOrder | 'end' = JSON.parse(line)
  if (order === 'end') break
  if ('plug' in order) plug(order.plug, order.serverPort).catch(fail)
  else if ('run' in order) run(order.run).catch(fail)
  else look()
}
pulled.abort()
await station.stop()
const left = spawnSync('ip', ['-o', '-4', 'address', 'show'], { encoding: 'utf8' })
say({ stopped: true, addresses: left.stdout })
process.exit()

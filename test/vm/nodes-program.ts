// Runs in the guest of nodes.test.ts, as root: makes Pi Zeros out of the kernel's own gadget drivers (dummy_hcd is both ends of a
// USB cable), installs our udev rules, and lets the station's parts find the nodes. Each line that it prints is a fact to be checked.
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import type { Attachments } from '../../contract/attachments.ts'
import type { Node } from '../../contract/node.ts'
import { createAttachmentList } from '../../station/attachments/attachment-list.ts'
import { buildNodes } from '../../station/build-nodes.ts'
import { createConsoles } from '../../station/consoles/consoles.ts'
import { runCommand } from '../../station/platform/run-command.ts'
import { systemSerialPorts } from '../../station/platform/serial-ports.ts'
import { installUdevRules, readUdevRules } from '../../station/platform/udev-rules.ts'
import { runOrFail } from '../lab/run-program.ts'

const [brokerPath = ''] = process.argv.slice(2)
/** Computers that are busy with other tests are slow. */
const limitMs = 120_000
const rulesFolder = join(import.meta.dirname, '../../resources/udev')
const gadgets = '/sys/kernel/config/usb_gadget'

type Gadget = {
  readonly place: number
  readonly product: string
  readonly ids: readonly [vendor: string, product: string]
  readonly serial: string
  /** The network function, and the address that the node itself has; null: serial only. */
  readonly network: { readonly kind: 'rndis' | 'ncm' | 'ecm'; readonly address: string } | null
}

const nodes: readonly Gadget[] = [
  {
    place: 0,
    product: 'ClusterCTRL',
    ids: ['0x3171', '0x0020'],
    serial: '1',
    network: { kind: 'rndis', address: '172.19.181.1' },
  },
  {
    place: 1,
    product: 'ClusterCTRL',
    ids: ['0x3171', '0x0021'],
    serial: '2',
    // It was never set up.
    network: { kind: 'ncm', address: '172.19.181.253' },
  },
  {
    place: 2,
    product: 'ClusterCTRL-usbboot',
    ids: ['0x3171', '0x0022'],
    serial: '3',
    network: { kind: 'ecm', address: '172.19.181.3' },
  },
  { place: 3, product: 'Gadget Serial', ids: ['0x0525', '0xa4a7'], serial: '', network: null },
]

print({ rules: await installRules() })
await runOrFail('modprobe', ['dummy_hcd', 'num=4'])
for (const node of nodes) await plug(node)
await runOrFail('udevadm', ['settle', '--timeout=20'])
print({ names: await systemNames() })

let wantsAddresses = false
const attachments = createAttachmentList()
const log = (message: string): boolean => process.stderr.write(`${message}\n`)
const consoles = createConsoles({
  ports: systemSerialPorts,
  folder: mkdtempSync('/tmp/consoles-'),
  clock: Date.now,
  log,
  onChanged: (list) => attachments.put({ consoles: [...list] }),
})
const parts = buildNodes({
  attachments,
  world: undefined,
  simulated: false,
  brokerPath,
  wantsAddresses: () => wantsAddresses,
  clock: Date.now,
  log,
})
try {
  print({ found: await untilNodes((list) => list.length === 4 && list.every(isComplete)) })
  await console1('before unplugging')
  wantsAddresses = true
  print({ reached: await untilAllAnswer() })
  print({ ping: await pings(), addresses: await stationAddresses() })
  writeFileSync(join(gadgets, 'n0', 'UDC'), '\n')
  print({ unplugged: await untilNodes((list) => !list.some(({ name }) => name === 'p1')) })
  print({ consoleMeanwhile: (await untilConsole(({ path }) => path === null)).state.kind })
  writeFileSync(join(gadgets, 'n0', 'UDC'), 'dummy_udc.0')
  print({ again: await untilNodes((list) => list[0]?.address === '172.19.181.1') })
  await console1('after plugging in again')
  print({ pingAgain: (await pings())[0] })
  wantsAddresses = false
  await untilNodes((list) => list.every(({ address }) => address === null))
  await untilNoAddresses()
  print({ givenBack: await stationAddresses() })
} finally {
  await parts.stop()
  await consoles.stop()
}
process.exit(0)

/** Through the doctor's own way, and with what udev itself says of them. */
async function installRules() {
  const before = await readUdevRules(rulesFolder)
  const done = await installUdevRules(
    before.map(({ path }) => path),
    runCommand,
    true,
  )
  return {
    done: done.kind,
    before: before.map(({ state }) => state),
    after: (await readUdevRules(rulesFolder)).map(({ state }) => state),
  }
}

/** One gadget with its network function first and a serial port after it, as clusterhat-image makes it, and a shell on its line. */
async function plug(gadget: Gadget): Promise<void> {
  const { place, ids, serial, product, network } = gadget
  const folder = join(gadgets, `n${place}`)
  const functions: string[] = []
  for (const part of ['', 'strings/0x409', 'configs/c.1']) mkdirSync(join(folder, part))
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write('idVendor', ids[0])
  write('idProduct', ids[1])
  write('bDeviceClass', '0xEF')
  write('bDeviceSubClass', '0x02')
  write('bDeviceProtocol', '0x01')
  write('strings/0x409/serialnumber', serial)
  write('strings/0x409/product', product)
  if (network !== null) {
    functions.push(`${network.kind}.usb0`)
    mkdirSync(join(folder, `functions/${network.kind}.usb0`))
    write(`functions/${network.kind}.usb0/host_addr`, `00:22:82:ff:fe:0${serial}`)
    write(`functions/${network.kind}.usb0/dev_addr`, `00:22:82:ff:ff:0${serial}`)
  }
  functions.push('acm.usb0')
  mkdirSync(join(folder, 'functions/acm.usb0'))
  for (const name of functions) {
    symlinkSync(join(folder, 'functions', name), join(folder, 'configs/c.1', name))
  }
  write('UDC', `dummy_udc.${place}`)
  if (network !== null) await giveNetwork(gadget, network)
  startShell((await readFile(join(folder, 'functions/acm.usb0/port_num'), 'utf8')).trim())
}

/** The node's own end of the cable, in a namespace of its own: it is another computer. */
async function giveNetwork(
  { place }: Gadget,
  { kind, address }: NonNullable<Gadget['network']>,
): Promise<void> {
  const name = (
    await readFile(join(gadgets, `n${place}/functions/${kind}.usb0/ifname`), 'utf8')
  ).trim()
  const namespace = `node${place}`
  await runOrFail('ip', ['netns', 'add', namespace])
  await runOrFail('ip', ['link', 'set', name, 'netns', namespace])
  await runOrFail('ip', ['-n', namespace, 'address', 'add', `${address}/24`, 'dev', name])
  await runOrFail('ip', ['-n', namespace, 'link', 'set', name, 'up'])
}

/** As serial-getty does: another shell when one has ended. */
function startShell(port: string): void {
  const getty = `while :; do busybox getty -L -n -l /bin/sh 115200 ttyGS${port} vt100; sleep 0.2; done`
  spawn('/bin/sh', ['-c', getty], { stdio: 'ignore', detached: true, env: { PS1: '$ ' } }).unref()
}

async function systemNames() {
  const property = async (device: string): Promise<string[]> =>
    (await runOrFail('udevadm', ['info', '--query=property', device]))
      .split('\n')
      .filter((line) => /^(ID_MM_DEVICE_IGNORE|NM_UNMANAGED|DEVLINKS)=/.test(line))
  const tested = await runCommand('udevadm', ['test', '/sys/class/net/ethpi1'], limitMs)
  return {
    links: ['ttypi1', 'ttypi2', 'ttypi3'].filter((name) => existsSync(`/dev/${name}`)),
    interfaces: ['ethpi1', 'ethpi2', 'ethupi3'].filter((name) =>
      existsSync(`/sys/class/net/${name}`),
    ),
    device: await property('/sys/bus/usb/devices/1-1'),
    serialGadget: await property('/sys/bus/usb/devices/4-1'),
    network: existsSync('/sys/class/net/ethpi1') ? await property('/sys/class/net/ethpi1') : [],
    complaints:
      tested.kind === 'exited'
        ? tested.stderr
            .split('\n')
            .filter((line) => /bootbench.*(invalid|unknown|ignor)/i.test(line))
        : [tested.kind],
  }
}

function isComplete({ serialPort, consoleId }: Node): boolean {
  return serialPort !== null && consoleId !== null
}

async function until<Found>(
  what: string,
  pick: (attachments: Attachments) => Found | undefined,
  limit = limitMs,
): Promise<Found> {
  const signal = AbortSignal.timeout(limit)
  for await (const current of attachments.follow(signal)) {
    const found = pick(current)
    if (found !== undefined) return found
  }
  throw new Error(`${what} did not happen: ${JSON.stringify(attachments.current())}`)
}

function untilNodes(
  isIt: (list: readonly Node[]) => boolean,
  limit = limitMs,
): Promise<readonly Node[]> {
  return until(String(isIt), ({ nodes: list }) => (isIt(list) ? list : undefined), limit)
}

/**
 * In a few runs the line to the ECM gadget stayed dead from the first moment on, and plugging it in again helped. What was silent is told,
 * with the state of this computer's end.
 */
async function untilAllAnswer(): Promise<readonly Node[]> {
  const silent = (list: readonly Node[]): readonly Node[] =>
    list.filter(({ networkInterface, address }) => networkInterface !== null && address === null)
  const isDone = (list: readonly Node[]): boolean =>
    list.filter(({ address }) => address !== null).length === 3
  try {
    return await untilNodes(isDone, 45_000)
  } catch {
    // Asked once more below, where a failure tells everything.
    for (const { usbPath, networkInterface } of silent(attachments.current().nodes)) {
      const place = Number.parseInt(usbPath, 10) - 1
      const state = readFileSync(`/sys/class/net/${networkInterface}/operstate`, 'utf8').trim()
      print({ pluggedInAgain: networkInterface, state })
      writeFileSync(join(gadgets, `n${place}`, 'UDC'), '\n')
      writeFileSync(join(gadgets, `n${place}`, 'UDC'), `dummy_udc.${place}`)
    }
    return untilNodes(isDone)
  }
}

function untilConsole(isIt: (line: Attachments['consoles'][number]) => boolean) {
  return until(String(isIt), ({ consoles }) =>
    consoles.find((line) => line.id === 'p1' && isIt(line)),
  )
}

/** Types into node p1's console; its shell works out the sum. */
async function console1(when: string): Promise<void> {
  await consoles.open('p1')
  await untilConsole(({ state }) => state.kind === 'open')
  const signal = AbortSignal.timeout(limitMs)
  const output = consoles.follow('p1', signal)
  if (!(Symbol.asyncIterator in output)) throw new Error(output.message)
  // The shell may not be there yet: it is asked again until it answers.
  const asking = setInterval(() => {
    consoles.type(['p1'], `echo ${when.length}-$((40+2))\n`, 0, signal).catch(() => undefined)
  }, 1_000)
  let text = ''
  for await (const piece of output) {
    if (piece.kind !== 'dropped') text += piece.text
    if (text.includes(`${when.length}-42`)) break
  }
  clearInterval(asking)
  print({ console: when, answered: text.includes(`${when.length}-42`) })
}

/** As any program of this computer would: nothing says through which interface. */
function pings(): Promise<boolean[]> {
  return Promise.all(
    ['172.19.181.1', '172.19.181.3'].map(async (address) => {
      const result = await runCommand('ping', ['-n', '-c', '1', '-W', '5', address], limitMs)
      return result.kind === 'exited' && result.code === 0
    }),
  )
}

async function stationAddresses(): Promise<string[]> {
  const text = await runOrFail('ip', ['-4', '-oneline', 'address'])
  return [...text.matchAll(/^\d+: (\S+) +inet (\S+)(?: peer (\S+))?/gm)]
    .filter(([, name]) => name !== 'lo')
    .map(([, name, address, peer]) => `${name} ${address} ${peer ?? ''}`.trim())
    .sort()
}

/** The brokers take the addresses off after the station has let go. */
async function untilNoAddresses(): Promise<void> {
  const deadline = Date.now() + limitMs
  while ((await stationAddresses()).length > 0 && Date.now() < deadline) {
    await runCommand('udevadm', ['settle'], limitMs)
  }
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ ...line, seconds: Math.round(uptime()) })}\n`)
}

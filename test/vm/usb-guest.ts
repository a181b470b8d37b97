import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabProcess } from '../lab/lab-process.ts'
import { needProgram } from '../lab/need-program.ts'
import { runOrFail } from '../lab/run-program.ts'

/** How the guest's eth0 is plugged in; `module` virtio_net is loaded for it. */
export type GuestNetwork =
  | { readonly kind: 'none' }
  /** QEMU's own: the guest is 10.0.2.15, loopback of this machine (or of the namespace) is 10.0.2.2. */
  | { readonly kind: 'user' }
  /** A tap of a switch in test/lab. `address` has its prefix length; null leaves eth0 down. */
  | {
      readonly kind: 'tap'
      readonly tapName: string
      readonly mac: string
      readonly address: string | null
    }

export interface UsbGuestPlan {
  /** A TypeScript file of the checkout, run as root in the guest by this Node. Each line of JSON that it prints is a result. */
  readonly program: string
  readonly programArguments?: readonly string[]
  /** Kernel modules by name, loaded before the program runs; those of plugged-in USB devices come by themselves. */
  readonly modules: readonly string[]
  /** `-device` and what belongs to it. */
  readonly extraQemuArguments?: readonly string[]
  readonly network?: GuestNetwork
  /** The namespace that QEMU runs in, as `Lab.namespaceOf` names it: where a tap is. Needs root. */
  readonly networkNamespace?: string
  readonly memoryMebibytes?: number
}

/** One line that the program printed. */
export type GuestLine = Readonly<Record<string, unknown>>

const qemu = 'qemu-system-x86_64'
const tools = [qemu, 'cpio', 'modprobe', 'xz', 'busybox', 'udevadm', 'apt-get']
const checkout = join(import.meta.dirname, '../..')
const buildLimitMs = 10 * 60_000
const lastOfConsole = 8_000

/** True when there can be no guest with USB on this machine; says so on the terminal. Use with `describe.skipIf`. */
export function needUsbGuest(reason: string): boolean {
  if (process.arch !== 'x64') {
    console.warn(`SKIPPED, because the guest runs this machine's programs and is a PC: ${reason}`)
    return true
  }
  return tools.some((tool) => needProgram(tool, reason))
}

/**
 * A PC made by QEMU with Debian's kernel, which has USB whatever this machine's kernel has. It reads this machine's files (what it
 * writes stays in its memory), runs udevd and one program of the checkout, and goes off when that ends.
 */
export class UsbGuest {
  readonly #process: LabProcess
  readonly #folder: string
  readonly #lines: GuestLine[] = []
  #taken = 0

  private constructor(process: LabProcess, folder: string) {
    this.#process = process
    this.#folder = folder
  }

  /** Makes the guest's kernel and initramfs at the first call on this machine. */
  static async start(plan: UsbGuestPlan): Promise<UsbGuest> {
    const kernelFolder = (
      await runOrFail(join(import.meta.dirname, 'build-usb-guest.sh'), [], {
        limitMs: buildLimitMs,
      })
    ).trim()
    const folder = mkdtempSync(join(tmpdir(), 'bootbench-usb-guest-'))
    writeFileSync(join(folder, 'run'), runScript(plan))
    const words = [qemu, ...qemuArguments(plan, folder, kernelFolder)]
    if (plan.networkNamespace !== undefined)
      words.unshift('ip', 'netns', 'exec', plan.networkNamespace)
    const [command = qemu, ...rest] = words
    return new UsbGuest(new LabProcess(command, rest), folder)
  }

  /** All lines until now. */
  get lines(): readonly GuestLine[] {
    return this.#lines
  }

  /** What the guest's kernel and its program's standard error said. */
  get console(): string {
    return readFileSync(join(this.#folder, 'console'), 'utf8')
  }

  /** The next line that fits, after the one found by the last call; rejects with the console when the limit passes or the guest ends. */
  async waitForLine(isIt: (line: GuestLine) => boolean, limitMs: number): Promise<GuestLine> {
    const deadline = performance.now() + limitMs
    for (;;) {
      while (this.#taken < this.#lines.length) {
        const line = this.#lines[this.#taken++]
        if (line !== undefined && isIt(line)) return line
      }
      await this.#readLine(deadline - performance.now())
    }
  }

  /** A line of JSON on the program's standard input. */
  send(value: unknown): void {
    this.#process.write(`${JSON.stringify(value)}\n`)
  }

  /** Waits until the program has ended; rejects unless that was with exit code 0. */
  async finish(limitMs: number): Promise<readonly GuestLine[]> {
    const { ended } = await this.waitForLine(({ ended }) => ended !== undefined, limitMs)
    if (ended === 0) return this.#lines.slice(0, -1)
    throw this.#failure(`its program ended with ${String(ended)}`)
  }

  /** Pulls the plug. Call it in any case: it removes the guest's folder. */
  async stop(): Promise<void> {
    await this.#process.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #readLine(limitMs: number): Promise<void> {
    const text = await this.#process.waitForLine(/^\{.*\}\r?$/, limitMs).catch((error) => {
      throw this.#failure(String(error))
    })
    this.#lines.push(JSON.parse(text) as GuestLine)
  }

  #failure(why: string): Error {
    const printed = this.#lines.map((line) => JSON.stringify(line)).join('\n')
    return new Error(
      `The guest failed: ${why}\nIts program printed:\n${printed}\nIts console:\n${this.console.slice(-lastOfConsole)}`,
    )
  }
}

/** Runs a program in a guest to its end: all lines that it printed. Rejects with the console when it fails or takes too long. */
export async function runInUsbGuest(
  plan: UsbGuestPlan & { readonly limit: number },
): Promise<readonly GuestLine[]> {
  const guest = await UsbGuest.start(plan)
  try {
    return await guest.finish(plan.limit)
  } finally {
    await guest.stop()
  }
}

function qemuArguments(plan: UsbGuestPlan, folder: string, kernelFolder: string): string[] {
  const words = `console=ttyS0 quiet panic=-1 no_timer_check kernel_folder=${kernelFolder} run=${join(folder, 'run')}`
  return [
    ...['-M', 'q35', '-accel', 'tcg,thread=multi', '-cpu', 'max,la57=off', '-smp', '1'],
    ...['-m', String(plan.memoryMebibytes ?? 1024), '-nodefaults', '-no-user-config'],
    ...['-display', 'none', '-no-reboot', '-serial', `file:${join(folder, 'console')}`],
    ...['-kernel', join(kernelFolder, 'vmlinux'), '-append', words],
    ...['-initrd', join(kernelFolder, 'initramfs.gz'), '-virtfs'],
    'local,path=/,mount_tag=outside,security_model=none,readonly=on,multidevs=remap',
    ...['-device', 'virtio-serial-pci', '-chardev', 'stdio,id=lines,signal=off'],
    ...['-device', 'virtserialport,chardev=lines'],
    ...networkArguments(plan.network ?? { kind: 'none' }),
    ...(plan.extraQemuArguments ?? []),
  ]
}

function networkArguments(network: GuestNetwork): string[] {
  if (network.kind === 'none') return []
  const device = 'virtio-net-pci,netdev=network,romfile='
  if (network.kind === 'user') return ['-netdev', 'user,id=network', '-device', device]
  const tap = `tap,id=network,ifname=${network.tapName},script=no,downscript=no`
  return ['-netdev', tap, '-device', `${device},mac=${network.mac}`]
}

/** What the guest runs once it sees this machine's files: modules, udevd, the program, and its exit code as the last line. */
function runScript(plan: UsbGuestPlan): string {
  const { network = { kind: 'none' } } = plan
  const modules = [...(network.kind === 'none' ? [] : ['virtio_net']), ...plan.modules]
  const address = network.kind === 'user' ? '10.0.2.15/24' : null
  const given = network.kind === 'tap' ? network.address : address
  const words = [process.execPath, plan.program, ...(plan.programArguments ?? [])]
  return [
    'export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root',
    `export NODE_COMPILE_CACHE=${quoted(join(checkout, '.cache/compiled'))}`,
    `cd ${quoted(checkout)} || exit 1`,
    // A serial port can be opened once only: its reader is handed to the program as a pipe.
    'exec 3<>"$(echo /dev/vport*p1)"; mkfifo /run/input; cat <&3 >/run/input &',
    'ip link set lo up',
    ...(modules.length === 0 ? [] : [`modprobe -a ${modules.map(quoted).join(' ')}`]),
    ...(given === null ? [] : [`ip address add ${quoted(given)} dev eth0 && ip link set eth0 up`]),
    '[ ! -d /sys/kernel/config ] || mount -t configfs configfs /sys/kernel/config',
    'mkdir -p /run/udev && /lib/systemd/systemd-udevd --daemon',
    `for name in ${subsystems.join(' ')}; do set -- "$@" "--subsystem-match=$name"; done`,
    'udevadm trigger --action=add "$@"',
    // Not of the 64 virtual consoles.
    "udevadm trigger --action=add --subsystem-match=tty --sysname-match='ttyUSB*' --sysname-match='ttyACM*'",
    'udevadm settle',
    `${words.map(quoted).join(' ')} <>/run/input >&3`,
    'echo "{\\"ended\\":$?}" >&3; sync',
    // This is process 1, which may not end.
    'busybox poweroff -f',
    '',
  ].join('\n')
}

/** What udevd is told of at the start. Not of the PC's own parts: their drivers would be loaded, which takes long. */
const subsystems = ['usb', 'block', 'net', 'mmc', 'scsi', 'i2c']

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

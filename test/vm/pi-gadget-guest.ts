import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { LabProcess } from '../lab/lab-process.ts'
import { runOrFail } from '../lab/run-program.ts'
import { builtInitramfs } from './built-initramfs.ts'

export interface PiGuestPlan {
  /** Where what it is made of is written. */
  readonly folder: string
  /** Its SD card. */
  readonly diskPath: string
  /** What the device tree says of the board, as a Raspberry Pi's firmware writes it there. */
  readonly serial: string
  readonly model: string
  /** A free port of this machine's loopback: its gadget is lent there by USB/IP. */
  readonly lentAt: number
}

/** What the board's firmware was sent over USB. */
export interface SentOverUsb {
  readonly commandLine: string
  /** What the station put behind initrd.img. */
  readonly archiveBehind: Buffer
}

const machine = ['-M', 'virt', '-cpu', 'cortex-a72', '-smp', '1', '-m', '512M']
const modules = ['usbip-core', 'usbip-vudc']

/**
 * An arm64 board that has a USB device port and no network that the station could serve. It starts our own initramfs, as its firmware
 * would after an rpiboot, and lends its gadget by USB/IP.
 */
export class PiGadgetGuest {
  readonly #plan: PiGuestPlan
  readonly #built: string
  #process: LabProcess | null = null

  private constructor(plan: PiGuestPlan, built: string) {
    this.#plan = plan
    this.#built = built
  }

  static async make(plan: PiGuestPlan): Promise<PiGadgetGuest> {
    const guest = new PiGadgetGuest(plan, await builtInitramfs())
    await guest.#makeArchive()
    await guest.#makeDeviceTree()
    return guest
  }

  /** All that the board has printed since it was switched on. */
  get console(): string {
    return this.#process?.output ?? ''
  }

  powerOn(sent: SentOverUsb): void {
    const { folder, diskPath, lentAt } = this.#plan
    const parts = [join(this.#built, 'initrd.img'), join(folder, 'gadget.cpio')]
    const initrd = [...parts.map((path) => readFileSync(path)), sent.archiveBehind]
    writeFileSync(join(folder, 'initrd.img'), Buffer.concat(initrd))
    const network = `user,id=network,hostfwd=tcp:127.0.0.1:${lentAt}-:3240`
    this.#process = new LabProcess('qemu-system-aarch64', [
      ...[...machine, '-accel', 'tcg', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
      ...['-no-reboot', '-kernel', join(this.#built, 'vmlinuz')],
      ...['-initrd', join(folder, 'initrd.img'), '-dtb', join(folder, 'device-tree.dtb')],
      // The kernel runs /init otherwise; the rest of the line is as the station made it.
      ...['-append', `${sent.commandLine} quiet rdinit=/pi-gadget/init`],
      ...['-netdev', network, '-device', 'virtio-net-pci,netdev=network,romfile='],
      ...['-drive', `if=none,id=card,format=raw,cache=unsafe,file=${diskPath}`],
      ...['-device', 'sdhci-pci', '-device', 'sd-card,drive=card'],
    ])
  }

  /** Resolves when the board has printed this line; rejects with its console. */
  waitForLine(pattern: RegExp, limitMs: number): Promise<string> {
    if (this.#process === null) throw new Error('the board is off')
    return this.#process.waitForLine(pattern, limitMs)
  }

  /** Resolves when the board has restarted, which ends this machine. */
  async waitForRestart(): Promise<void> {
    await this.#process?.ended
  }

  /** Pulls the plug. */
  async powerOff(): Promise<void> {
    await this.#process?.kill()
  }

  async #makeArchive(): Promise<void> {
    const stage = join(this.#plan.folder, 'gadget')
    const inside = join(stage, 'pi-gadget')
    mkdirSync(inside, { recursive: true })
    copyFileSync(join(import.meta.dirname, 'pi-gadget-init'), join(inside, 'init'))
    chmodSync(join(inside, 'init'), 0o755)
    const program = join(inside, 'usbip-export')
    const source = join(import.meta.dirname, 'usbip-export.c')
    await runOrFail('aarch64-linux-gnu-gcc', ['-static', '-O1', '-Wall', '-o', program, source])
    const names = await this.#copyModules(inside)
    writeFileSync(join(inside, 'modules'), names.map((name) => `${name}\n`).join(''))
    const pack =
      'cd "$1" && find pi-gadget | cpio --quiet -o -H newc >"$2" && truncate -s %512 "$2"'
    await runOrFail('sh', ['-ec', pack, 'sh', stage, join(this.#plan.folder, 'gadget.cpio')])
  }

  /** The modules and what they need, of the very kernel that the initramfs is for; in the order in which they must be loaded. */
  async #copyModules(inside: string): Promise<string[]> {
    const versions = readFileSync(join(this.#built, 'versions.txt'), 'utf8')
    const release = /^kernel (\S+)$/m.exec(versions)?.[1] ?? ''
    const cache = join(import.meta.dirname, '../../.cache/initramfs')
    const kernel = readdirSync(cache).find((name) => name.startsWith(`linux-image-${release}_`))
    const list = ['-d', join(cache, kernel ?? ''), '-S', release, '--show-depends']
    const names: string[] = []
    for (const module of modules) {
      const shown = await runOrFail('modprobe', [...list, module])
      for (const path of shown.matchAll(/^insmod (\S+)/gm)) names.push(path[1] ?? '')
    }
    const once = [...new Set(names)]
    for (const path of once) await runOrFail('sh', ['-ec', unpack, 'sh', path, inside])
    return once.map((path) => basename(path, '.xz'))
  }

  async #makeDeviceTree(): Promise<void> {
    const { folder, serial, model } = this.#plan
    const path = join(folder, 'device-tree.dtb')
    const dump = ['-M', `virt,dumpdtb=${path}`, ...machine.slice(2), '-display', 'none']
    await runOrFail('qemu-system-aarch64', [...dump, '-nic', 'none'])
    await runOrFail('fdtput', ['-t', 's', path, '/', 'serial-number', serial])
    await runOrFail('fdtput', ['-t', 's', path, '/', 'model', model])
  }
}

/** $1 a module, perhaps compressed; $2 where it goes. */
const unpack = 'case $1 in *.xz) xz -dc "$1" >"$2/$(basename "$1" .xz)" ;; *) cp "$1" "$2/" ;; esac'

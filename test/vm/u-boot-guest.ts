import { join } from 'node:path'
import type { Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'
import { runOrFail } from '../lab/run-program.ts'
import { uBootPath, writeUBootFlash } from './u-boot-environment.ts'

export interface GuestPlan {
  readonly lab: Lab
  /** The switch of the lab, and which of its taps the guest's network port is. */
  readonly switchName: string
  readonly tapName: string
  /** Where the guest's flash chip and device tree are written. */
  readonly folder: string
  readonly diskPath: string
  readonly mac: string
  /** What the device tree says of the board, as a Raspberry Pi's firmware writes it there. */
  readonly serial: string
  readonly model: string
}

const memory = '768M'
const machine = ['-M', 'virt', '-cpu', 'cortex-a72', '-smp', '1', '-m', memory]

/** What a board says when it will not come further by itself. */
const dead = /Kernel panic|Synchronous Abort|resetting \.\.\.|emergency mode|^=> /

/**
 * An arm64 board made of QEMU and U-Boot: it boots from the network first, then from its disk, as its flash chip
 * says, and nobody types anything. A restart by the guest is a restart; powerOff() is pulling the plug.
 */
export class UBootGuest {
  readonly #plan: GuestPlan
  #process: LabProcess | null = null

  private constructor(plan: GuestPlan) {
    this.#plan = plan
  }

  static async make(plan: GuestPlan): Promise<UBootGuest> {
    const guest = new UBootGuest(plan)
    await writeUBootFlash(guest.#flashPath, {
      boot_targets: 'dhcp virtio0',
      bootdelay: '0',
      // U-Boot 2023.01 reads a wrong address from virtio-net; with this variable it uses the right one.
      ethaddr: plan.mac,
    })
    await guest.#writeDeviceTree()
    return guest
  }

  get isOn(): boolean {
    return this.#process !== null
  }

  /** All that the board has printed since powerOn(). */
  get console(): string {
    return this.#running.output
  }

  powerOn(): void {
    if (this.#process !== null) throw new Error('the guest is on already')
    const { lab, switchName } = this.#plan
    this.#process = lab.startIn(switchName, 'qemu-system-aarch64', this.#arguments())
  }

  async powerOff(): Promise<void> {
    const ending = this.#process
    this.#process = null
    await ending?.kill()
  }

  /** The next line on the serial console that matches; rejects early when the board has died. */
  async waitFor(pattern: RegExp, limitMs: number): Promise<string> {
    const either = new RegExp(`${pattern.source}|${dead.source}`)
    const line = await this.#running.waitForLine(either, limitMs)
    if (pattern.test(line)) return line
    const last = this.console.slice(-3000)
    throw new Error(`the guest printed '${line}' instead of ${pattern}. Its console:\n${last}`)
  }

  /** Stops the board's clock, so that its disk can be looked at, and lets it run again. */
  freeze(): void {
    process.kill(this.#running.pid, 'SIGSTOP')
  }

  thaw(): void {
    process.kill(this.#running.pid, 'SIGCONT')
  }

  get #running(): LabProcess {
    if (this.#process === null) throw new Error('the guest is off')
    return this.#process
  }

  get #flashPath(): string {
    return join(this.#plan.folder, 'u-boot-flash.img')
  }

  get #deviceTreePath(): string {
    return join(this.#plan.folder, 'device-tree.dtb')
  }

  async #writeDeviceTree(): Promise<void> {
    const { serial, model } = this.#plan
    const path = this.#deviceTreePath
    // With -bios as in powerOn(): QEMU gives a machine with firmware other devices than one without.
    const dump = ['-M', `virt,dumpdtb=${path}`, ...machine.slice(2), '-bios', uBootPath]
    await runOrFail('qemu-system-aarch64', [...dump, '-display', 'none', '-nic', 'none'])
    await runOrFail('fdtput', ['-t', 's', path, '/', 'serial-number', serial])
    await runOrFail('fdtput', ['-t', 's', path, '/', 'model', model])
  }

  #arguments(): string[] {
    const { diskPath, tapName, mac } = this.#plan
    const drive = 'format=raw,cache=unsafe'
    return [
      ...machine,
      // Never KVM: the machines that run this have none, or a broken one.
      ...['-accel', 'tcg', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
      ...['-bios', uBootPath, '-dtb', this.#deviceTreePath],
      ...['-drive', `if=pflash,index=1,format=raw,file=${this.#flashPath}`],
      ...['-drive', `if=none,id=disk,discard=unmap,${drive},file=${diskPath}`],
      ...['-device', 'virtio-blk-pci,drive=disk'],
      ...['-netdev', `tap,id=net,ifname=${tapName},script=no,downscript=no`],
      ...['-device', `virtio-net-pci,netdev=net,mac=${mac},romfile=`],
    ]
  }
}

import { type BoardIdentity, type BoardModelKey, serialPrefix } from './board-model.ts'

/** What the firmware takes from config.txt. Only what decides which files are read. */
export interface BootConfig {
  /** `kernel=`: the one kernel to read. Without it the firmware guesses names. */
  readonly kernel?: string
  /** `initramfs <file>[,<file>…] followkernel` */
  readonly initramfs: readonly string[]
  /** `device_tree=` */
  readonly deviceTree?: string
  /** `cmdline=`: the name of the file with the kernel's command line. */
  readonly cmdline: string
  readonly overlays: readonly string[]
  /** `os_check=0`: a Pi 5 then also boots without its device tree. */
  readonly osCheck: boolean
}

/** What our agent's command line tells: where the station is, and the token for this boot. */
export interface AgentParameters {
  readonly server?: string
  readonly boot?: string
}

/** Reads config.txt as the firmware of this board would: comments, `[filters]`, and the last of two equal keys. */
export function readBootConfig(text: string, identity: BoardIdentity): BootConfig {
  const values = new Map<string, string>()
  const overlays: string[] = []
  let initramfs: string[] = []
  for (const line of linesFor(text, identity)) {
    const files = /^initramfs\s+(\S+)/.exec(line)?.[1]
    if (files !== undefined) initramfs = files.split(',')
    const [, key, value] = /^([^=\s]+)=(.*)$/.exec(line) ?? []
    if (key === undefined || value === undefined) continue
    if (key === 'dtoverlay') overlays.push(value.split(',')[0] ?? '')
    else values.set(key, value.trim())
  }
  const kernel = values.get('kernel')
  const deviceTree = values.get('device_tree')
  return {
    ...(kernel === undefined ? {} : { kernel }),
    ...(deviceTree === undefined ? {} : { deviceTree }),
    initramfs: initramfs.filter((name) => name !== ''),
    overlays: overlays.filter((name) => name !== ''),
    cmdline: values.get('cmdline') ?? 'cmdline.txt',
    osCheck: values.get('os_check') !== '0',
  }
}

/** Reads what is meant for our agent from a kernel command line. */
export function readAgentParameters(commandLine: string): AgentParameters {
  const value = (name: string): string | undefined =>
    commandLine
      .split(/\s+/)
      .find((word) => word.startsWith(`${name}=`))
      ?.slice(name.length + 1)
  const server = value('bootbench.server')
  const boot = value('bootbench.boot')
  return { ...(server === undefined ? {} : { server }), ...(boot === undefined ? {} : { boot }) }
}

/** The lines that are outside every filter or under one that is true for this board. */
function* linesFor(text: string, identity: BoardIdentity): Generator<string> {
  let applies = true
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/#.*/, '').trim()
    const filter = /^\[(.+)\]$/.exec(line)?.[1]
    if (filter !== undefined) applies = isFilterTrue(filter.toLowerCase(), identity)
    else if (applies && line !== '') yield line
  }
}

/** The filters of config.txt that each model answers to, besides `[all]`. */
const modelFilters: Readonly<Record<BoardModelKey, readonly string[]>> = {
  'pi-3b': ['pi3'],
  'pi-3b-plus': ['pi3', 'pi3+'],
  'pi-4b': ['pi4'],
  cm4: ['pi4', 'cm4'],
  'pi-400': ['pi4', 'pi400'],
  'pi-5': ['pi5'],
  cm5: ['pi5', 'cm5'],
}

function isFilterTrue(filter: string, identity: BoardIdentity): boolean {
  if (filter === 'all') return true
  const serial = /^0x([0-9a-f]+)$/.exec(filter)?.[1]
  if (serial !== undefined) return serial.padStart(8, '0') === serialPrefix(identity)
  const type = /^board-type=(.+)$/.exec(filter)?.[1]
  if (type !== undefined) return Number(type) === ((identity.model.revision >>> 4) & 0xff)
  return modelFilters[identity.model.key].includes(filter)
}

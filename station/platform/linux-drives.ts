import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { DriveListing, FoundDrive } from './drive.ts'
import type { CommandResult, RunCommand } from './run-command.ts'

/** Disks of USB are SCSI disks to the kernel; native/broker-arguments.c allows the same names. */
const driveName = /^(sd[a-z]{1,3}|mmcblk\d{1,3})$/
const columns = 'NAME,TYPE,SIZE,RO,VENDOR,MODEL'
const listLimit = 20_000

/** Older versions of lsblk write numbers and truth as text. */
const truth = z.union([z.boolean(), z.enum(['0', '1']).transform((text) => text === '1')])
const text = z.string().nullish()

/** One line of lsblk's tree. */
type Block = {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly ro: boolean
  readonly vendor?: string | null | undefined
  readonly model?: string | null | undefined
  readonly mountpoint?: string | null | undefined
  readonly mountpoints?: readonly (string | null)[] | undefined
  readonly children?: readonly Block[] | undefined
}
const blockSchema: z.ZodType<Block> = z.object({
  name: z.string(),
  type: z.string(),
  size: z.coerce.number(),
  ro: truth,
  vendor: text,
  model: text,
  mountpoint: text,
  mountpoints: z.array(z.string().nullable()).optional(),
  children: z.lazy(() => z.array(blockSchema)).optional(),
})
const treeSchema = z.object({ blockdevices: z.array(blockSchema) })

/** Where a Linux keeps what this reads, and how it runs lsblk. */
export type LinuxDriveSources = {
  readonly run: RunCommand
  /** `/sys/class/block` */
  readonly blockFolder: string
}

/** The drives that `lsblk` shows, with what sysfs tells of them (Documentation/ABI/testing/sysfs-bus-usb, sysfs-block). */
export async function listLinuxDrives(sources: LinuxDriveSources): Promise<DriveListing> {
  const lines = ['--json', '--bytes', '--output']
  let result = await sources.run('lsblk', [...lines, `${columns},MOUNTPOINTS`], listLimit)
  // util-linux before 2.37 knows only one mount point of each.
  if (result.kind === 'exited' && result.code !== 0)
    result = await sources.run('lsblk', [...lines, `${columns},MOUNTPOINT`], listLimit)
  const tree = treeIn(result)
  if (typeof tree === 'string') return { kind: 'unavailable', detail: tree }
  const disks = tree.filter(({ name, type }) => type === 'disk' && driveName.test(name))
  const drives = await Promise.all(disks.map((disk) => describe(disk, sources.blockFolder)))
  return { kind: 'found', drives: drives.filter((drive) => drive !== null) }
}

/** The tree, or why there is none. */
function treeIn(result: CommandResult): readonly Block[] | string {
  switch (result.kind) {
    case 'not-installed':
      return 'the program lsblk is not installed (Debian: apt-get install util-linux)'
    case 'timed-out':
      return 'lsblk did not end; a drive may be broken'
    case 'failed':
      return `lsblk could not be started: ${result.message}`
    case 'exited':
      return result.code === 0
        ? readTree(result.stdout)
        : `lsblk failed: ${result.stderr.trim() || `exit code ${result.code}`}`
  }
}

function readTree(json: string): readonly Block[] | string {
  try {
    const tree = treeSchema.safeParse(JSON.parse(json))
    return tree.success ? tree.data.blockdevices : 'lsblk said something that is not understood'
  } catch {
    // Not JSON at all: the same to a person as JSON that is not understood.
    return 'lsblk said something that is not understood'
  }
}

/** Null for a disk that is built in: neither on USB nor an SD card. */
async function describe(disk: Block, blockFolder: string): Promise<FoundDrive | null> {
  const place = await realpath(join(blockFolder, disk.name)).catch(() => null)
  // It was unplugged since lsblk looked.
  if (place === null) return null
  const usb = await usbDeviceAbove(place)
  const isSd = (await textOf(place, 'device/type')) === 'SD'
  if (usb === null && !isSd) return null
  const parts = descendants(disk)
  return {
    name: disk.name,
    path: `/dev/${disk.name}`,
    model: isSd ? await cardName(place) : modelOf(disk),
    serial: isSd ? await textOf(place, 'device/cid') : await textOf(usb ?? place, 'serial'),
    sizeBytes: disk.size,
    kind: isSd ? 'sd' : 'usb',
    usbPath: usb === null ? null : basename(usb),
    isReadOnly: disk.ro,
    mountPoints: [disk, ...parts].flatMap(mountPointsOf),
    usedBy: [...new Set(parts.map(({ type }) => type).filter((type) => type !== 'part'))],
  }
}

function descendants(block: Block): Block[] {
  return (block.children ?? []).flatMap((child) => [child, ...descendants(child)])
}

function mountPointsOf({ mountpoint, mountpoints }: Block): string[] {
  return [...(mountpoints ?? []), mountpoint].filter((place) => typeof place === 'string')
}

function modelOf({ vendor, model }: Block): string {
  return [vendor, model]
    .map((words) => words?.trim().replaceAll(/\s+/g, ' ') ?? '')
    .filter((words) => words !== '')
    .join(' ')
}

async function cardName(place: string): Promise<string> {
  return `SD ${await textOf(place, 'device/name')}`.trim()
}

/** The folder of the USB device that the disk hangs on. */
async function usbDeviceAbove(place: string): Promise<string | null> {
  for (let folder = place; folder.includes('/usb'); folder = dirname(folder))
    if ((await textOf(folder, 'idVendor')) !== '') return folder
  return null
}

/** Unplugging may take the file away at any moment: what can't be read is empty. */
async function textOf(folder: string, name: string): Promise<string> {
  return (await readFile(join(folder, name), 'utf8').catch(() => '')).trim()
}

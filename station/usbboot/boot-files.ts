import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { UsbBootTarget, UsbChip } from '../../contract/usb-board.ts'
import { bootCodeNames, chipFolders } from '../protocols/rpiboot/chip.ts'
import type { FileSource, OpenFile } from '../protocols/rpiboot/file-server.ts'
import { dangerIn } from './boot-file-danger.ts'
import { indexTar, type TarMember } from './tar-index.ts'

/** Where a boot file's bytes are: a whole file, or a part of `bootfiles.bin`. */
type Place = { readonly path: string; readonly offset: number; readonly size: number }

/** What a board that boots into one target may ask for. */
export type TargetFiles = {
  readonly kind: 'ready'
  /** The boot code for this chip's ROM; null where it was not imported. */
  bootCode(chip: UsbChip): Promise<Uint8Array | null>
  /** Why a board with this chip can't run what is in them; absent or null where it can. */
  refusalFor?(chip: UsbChip): Refusal | null
  /** What a board with this chip on this USB port gets. */
  filesFor(chip: UsbChip, usbPath: string): FileSource
}

const archiveName = 'bootfiles.bin'
/** Those of Raspberry Pi have at most some 200 kB; a boot ROM has room for no more than its caches. */
const largestBootCode = 4 * 1024 * 1024
const mostFiles = 5_000
const deepest = 4

/**
 * Opens a folder of boot files. It is read anew at each boot, so that a person may change files between two boots. Boards are answered
 * from a list of names: no path is ever made of what a board asks for. Refused when nothing was imported, or when these files write to
 * the board's bootloader or fuses.
 */
export async function openTargetFiles(
  folder: string,
  target: UsbBootTarget,
): Promise<TargetFiles | Refusal> {
  const places = await placesIn(folder)
  if (places.size === 0) return notImported(target)
  const config = places.get('config.txt')
  const danger = dangerIn([...places.keys()], config ? await textOf(config) : '')
  if (danger !== null) return writesToBoard(target, danger)
  return {
    kind: 'ready',
    bootCode: async (chip) => {
      const place = firstOf(places, lookUpOrder(bootCodeNames[chip], chip, null))
      return place && place.size <= largestBootCode ? bytesOf(place) : null
    },
    filesFor: (chip, usbPath) => ({
      open: async (name) => {
        const place = firstOf(places, lookUpOrder(name, chip, usbPath))
        return place ? openPlace(place) : null
      },
    }),
  }
}

/** True when there is something to boot. */
export async function isImported(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(orNothing)).length > 0
}

/**
 * In the order of Raspberry Pi's rpiboot with an overlay: the folder of the USB port, that of the chip, the folder itself, the archive.
 * Boot code never comes from the USB port's folder.
 */
function lookUpOrder(name: string, chip: UsbChip, usbPath: string | null): string[] {
  const ofChip = chipFolders[chip].map((folder) => `${folder}/${name}`)
  const archived = [...ofChip, name].map((member) => `${archiveName}:${member}`)
  return [...(usbPath === null ? [] : [`${usbPath}/${name}`]), ...ofChip, name, ...archived]
}

function firstOf(places: ReadonlyMap<string, Place>, names: readonly string[]): Place | undefined {
  const found = names.find((name) => places.has(name))
  return found === undefined ? undefined : places.get(found)
}

async function placesIn(folder: string): Promise<Map<string, Place>> {
  const places = new Map<string, Place>()
  for (const path of await walk(folder, deepest)) {
    if (places.size >= mostFiles) break
    const { size } = await stat(path)
    places.set(relative(folder, path).split(sep).join('/'), { path, offset: 0, size })
  }
  const archive = places.get(archiveName)
  if (!archive) return places
  for (const [name, member] of await membersOf(archive)) {
    places.set(`${archiveName}:${name}`, { path: archive.path, ...member })
  }
  return places
}

/** Regular files only: a link could lead anywhere. */
async function walk(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(orNothing)
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return depth > 0 ? walk(path, depth - 1) : []
      return entry.isFile() ? [path] : []
    }),
  )
  return found.flat()
}

function orNothing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}

async function membersOf({ path, size }: Place): Promise<Map<string, TarMember>> {
  const archive = await open(path, 'r')
  try {
    return await indexTar(archive, size)
  } finally {
    await archive.close()
  }
}

async function bytesOf({ path, offset, size }: Place): Promise<Uint8Array> {
  return (await readFile(path)).subarray(offset, offset + size)
}

async function textOf(place: Place): Promise<string> {
  return Buffer.from(await bytesOf(place)).toString('latin1')
}

/** Opens a file, or a part of one, as boards read it. */
export async function openPlace({ path, offset, size }: Place): Promise<OpenFile> {
  const handle: FileHandle = await open(path, 'r')
  return {
    size,
    read: async (from, length) => {
      const { buffer, bytesRead } = await handle.read(
        Buffer.alloc(length),
        0,
        length,
        offset + from,
      )
      return buffer.subarray(0, bytesRead)
    },
    close: () => handle.close(),
  }
}

function notImported(target: UsbBootTarget): Refusal {
  return refusal(
    'usb-files-not-imported',
    `There are no boot files for "${target}" yet, so nothing was sent to the board. Import them once: bootbench boot-files import-usb ${target} FOLDER.`,
  )
}

function writesToBoard(target: UsbBootTarget, danger: string): Refusal {
  return refusal(
    'usb-files-write-board',
    `The boot files for "${target}" would write to the board itself (${danger}), so nothing was sent to it. Import files that only boot it.`,
  )
}

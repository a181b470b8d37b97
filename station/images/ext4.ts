import { createBlockFinder } from './ext4-blocks.ts'
import {
  type Ext4Layout,
  type Inode,
  locateInode,
  parseInode,
  parseSuperblock,
} from './ext4-layout.ts'
import type { ReadBytes } from './mbr.ts'

// Reads single files of an ext2, ext3 or ext4 filesystem, without mounting it: kernel documentation, "ext4 Data Structures and
// Algorithms". Whatever is damaged, unknown or endless ends in null: what is read comes out of images from anywhere.

/** A filesystem that was opened for reading. */
export type Ext4 = {
  /**
   * The content of a regular file by its absolute path, symbolic links followed; null where there is none, where it is longer than
   * `most` bytes, or where the filesystem is not whole.
   */
  readFile(path: string, most: number): Buffer | null
}

const rootInode = 2
const mostLinks = 16
// What a lookup in a good filesystem never needs, and what one that was made to harm may cost.
const mostSteps = 64
const mostDirectoryBytes = 1024 * 1024
const mostBytesRead = 32 * 1024 * 1024
const longestLink = 4096

/** Opens the filesystem that lies `start` bytes into an image; null where there is none that can be read. */
export function openExt4(read: ReadBytes, start: number, size: number): Ext4 | null {
  const layout = parseSuperblock(Buffer.from(read(start + 1024, 1024)), size)
  if (layout === null) return null
  return { readFile: (path, most) => readFile(createVolume(read, start, layout), path, most) }
}

/** The blocks of a filesystem, as many as one lookup may read. */
type Volume = {
  readonly layout: Ext4Layout
  block(number: number): Buffer | null
}

function createVolume(read: ReadBytes, start: number, layout: Ext4Layout): Volume {
  const { blockSize, blockCount } = layout
  const known = new Map<number, Buffer>()
  return {
    layout,
    block: (number) => {
      const kept = known.get(number)
      if (kept !== undefined) return kept
      if (number <= 0 || number >= blockCount) return null
      if (known.size * blockSize >= mostBytesRead) return null
      const bytes = Buffer.from(read(start + number * blockSize, blockSize))
      if (bytes.length < blockSize) return null
      known.set(number, bytes)
      return bytes
    },
  }
}

function readFile(volume: Volume, path: string, most: number): Buffer | null {
  const found = resolve(volume, path)
  return found?.kind === 'file' ? contentOf(volume, found, most) : null
}

/** Walks along a path; each link that is met is put in place of its name. */
function resolve(volume: Volume, path: string): Inode | null {
  const names = namesOf(path)
  let trail = [rootInode]
  let links = 0
  for (let step = 0; step < mostSteps; step += 1) {
    const here = inodeOf(volume, trail.at(-1) ?? rootInode)
    const name = names.shift()
    if (here === null || name === undefined) return here
    if (name === '..') {
      trail = trail.length > 1 ? trail.slice(0, -1) : trail
      continue
    }
    const number = here.kind === 'directory' ? lookUp(volume, here, name) : null
    const next = number === null ? null : inodeOf(volume, number)
    if (number === null || next === null) return null
    if (next.kind !== 'link') {
      trail = [...trail, number]
      continue
    }
    links += 1
    const target = links > mostLinks ? null : linkTarget(volume, next)
    if (target === null) return null
    names.unshift(...namesOf(target))
    if (target.startsWith('/')) trail = [rootInode]
  }
  return null
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.')
}

function inodeOf(volume: Volume, number: number): Inode | null {
  const { layout } = volume
  const place = locateInode(layout, number)
  if (place === null) return null
  const descriptors = volume.block(place.descriptorBlock)
  const table = descriptors === null ? null : place.tableBlock(descriptors)
  const block = table === null ? null : volume.block(table + place.blockInTable)
  return block === null ? null : parseInode(block.subarray(place.offset, place.offset + 128))
}

/** The number of the inode with this name. Hashed directories can be read as plain ones: that is what they are made for. */
function lookUp(volume: Volume, directory: Inode, name: string): number | null {
  if (directory.size > mostDirectoryBytes) return null
  const wanted = Buffer.from(name, 'utf8')
  const { blockSize } = volume.layout
  const find = createBlockFinder(volume.block, blockSize, directory)
  if (find === null) return null
  for (let place = 0; place * blockSize < directory.size; place += 1) {
    const number = find(place)
    const block = number === null || number === 0 ? null : volume.block(number)
    const found = block === null ? null : entryIn(block, wanted)
    if (found !== null) return found
  }
  return null
}

function entryIn(block: Buffer, wanted: Buffer): number | null {
  for (let at = 0; at + 8 <= block.length; ) {
    const inode = block.readUInt32LE(at)
    const length = block.readUInt16LE(at + 4)
    const nameLength = block.readUInt8(at + 6)
    if (length < 8 || at + length > block.length || 8 + nameLength > length) return null
    const name = block.subarray(at + 8, at + 8 + nameLength)
    if (inode !== 0 && name.equals(wanted)) return inode
    at += length
  }
  return null
}

/** A short target lies in the inode itself. */
function linkTarget(volume: Volume, link: Inode): string | null {
  if (link.size === 0 || link.size > longestLink) return null
  const isInside = link.size < link.blockField.length && !link.hasExtents
  const bytes = isInside
    ? link.blockField.subarray(0, link.size)
    : contentOf(volume, link, longestLink)
  return bytes === null || bytes.includes(0) ? null : bytes.toString('utf8')
}

function contentOf(volume: Volume, inode: Inode, most: number): Buffer | null {
  if (inode.size > most) return null
  const { blockSize } = volume.layout
  const find = createBlockFinder(volume.block, blockSize, inode)
  if (find === null) return null
  const content = Buffer.alloc(inode.size)
  for (let place = 0; place * blockSize < inode.size; place += 1) {
    const number = find(place)
    if (number === null) return null
    if (number === 0) continue // a hole: zeros
    const block = volume.block(number)
    if (block === null) return null
    block.copy(content, place * blockSize)
  }
  return content
}

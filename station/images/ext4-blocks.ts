import type { Inode } from './ext4-layout.ts'

/** The block that holds the `place`-th block of a file: 0 for a hole, null where the filesystem is damaged. */
export type BlockFinder = (place: number) => number | null

type ReadBlock = (number: number) => Buffer | null
type Tree = { readonly read: ReadBlock; readonly into: Extent[]; nodes: number }
type Extent = { readonly first: number; readonly count: number; readonly start: number }

const extentMagic = 0xf30a
/** The kernel never makes a deeper tree. */
const deepestTree = 5
const mostExtents = 8_192
/** A tree whose branches lead to the same blocks again and again has no more than this. */
const mostNodes = 8_192

/** Null where the tree of extents is damaged. */
export function createBlockFinder(
  read: ReadBlock,
  blockSize: number,
  inode: Inode,
): BlockFinder | null {
  if (!inode.hasExtents) return (place) => followPointers(read, blockSize, inode.blockField, place)
  const extents: Extent[] = []
  const tree = { read, into: extents, nodes: 0 }
  if (!collectExtents(tree, inode.blockField, deepestTree)) return null
  return (place) => {
    const found = extents.find(({ first, count }) => place >= first && place < first + count)
    return found === undefined || found.start === 0 ? 0 : found.start + place - found.first
  }
}

/** Reads a node of the tree and all below it. `depth` is the most that this node may say it has below itself. */
function collectExtents(tree: Tree, node: Buffer, depth: number): boolean {
  tree.nodes += 1
  if (tree.nodes > mostNodes || node.length < 12 || node.readUInt16LE(0) !== extentMagic)
    return false
  const [entries, found] = [node.readUInt16LE(2), node.readUInt16LE(6)]
  if (found > depth || 12 + entries * 12 > node.length) return false
  for (let at = 12; at < 12 + entries * 12; at += 12) {
    if (tree.into.length >= mostExtents) return false
    if (found === 0) tree.into.push(extentAt(node, at))
    else {
      const child = tree.read(node.readUInt16LE(at + 8) * 2 ** 32 + node.readUInt32LE(at + 4))
      if (child === null || !collectExtents(tree, child, found - 1)) return false
    }
  }
  return true
}

/** A length above 32768 means space that is set aside and holds nothing yet: it reads as zeros. */
function extentAt(node: Buffer, at: number): Extent {
  const length = node.readUInt16LE(at + 4)
  const isUnwritten = length > 32_768
  return {
    first: node.readUInt32LE(at),
    count: isUnwritten ? length - 32_768 : length,
    start: isUnwritten ? 0 : node.readUInt16LE(at + 6) * 2 ** 32 + node.readUInt32LE(at + 8),
  }
}

/** ext2 and ext3: twelve pointers, then one to a block of pointers, one to a block of those, and one more such step. */
function followPointers(
  read: ReadBlock,
  blockSize: number,
  blockField: Buffer,
  place: number,
): number | null {
  if (place < 12) return blockField.readUInt32LE(place * 4)
  const perBlock = blockSize / 4
  let rest = place - 12
  for (let level = 1; level <= 3; level += 1) {
    const covered = perBlock ** level
    if (rest < covered)
      return descend(read, blockField.readUInt32LE((11 + level) * 4), level, rest, perBlock)
    rest -= covered
  }
  return null
}

function descend(
  read: ReadBlock,
  from: number,
  levels: number,
  place: number,
  perBlock: number,
): number | null {
  let number = from
  for (let level = levels - 1; level >= 0; level -= 1) {
    if (number === 0) return 0
    const block = read(number)
    if (block === null) return null
    number = block.readUInt32LE((Math.floor(place / perBlock ** level) % perBlock) * 4)
  }
  return number
}

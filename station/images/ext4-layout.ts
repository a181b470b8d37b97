/** Where things are in one ext2, ext3 or ext4 filesystem. Sizes in bytes. */
export type Ext4Layout = {
  readonly blockSize: number
  readonly blockCount: number
  readonly firstDataBlock: number
  readonly inodeCount: number
  readonly inodesPerGroup: number
  readonly inodeSize: number
  readonly descriptorSize: number
}

export type Inode = {
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  readonly size: number
  /** `i_block`: pointers, the root of the extent tree, or a short link's target. */
  readonly blockField: Buffer
  readonly hasExtents: boolean
}

/** Where an inode is to be found. */
export type InodePlace = {
  readonly descriptorBlock: number
  /** The first block of its group's table, out of the descriptor's block. */
  tableBlock(descriptors: Buffer): number | null
  readonly blockInTable: number
  /** Bytes into that block. */
  readonly offset: number
}

const incompatible = { compression: 0x1, journalDevice: 0x8, metaGroups: 0x10, is64Bit: 0x80 }
/** File types, recovery, extents, 64 bit, multi mount, flexible groups, big attributes, checksum seed, large directories,
 * inline data (refused where it is met), encryption (the same), case folding: names are compared byte by byte. */
const readable =
  0x2 | 0x4 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000
const inodeFlag = { compressed: 0x4, encrypted: 0x800, extents: 0x80000, inline: 0x10000000 }

/** Reads the superblock (1024 bytes); null where it is none, damaged, larger than its partition, or of a kind that is not read here. */
export function parseSuperblock(bytes: Buffer, partitionSize: number): Ext4Layout | null {
  if (bytes.length < 1024 || bytes.readUInt16LE(0x38) !== 0xef53) return null
  const features = bytes.readUInt32LE(0x60)
  const isOld = bytes.readUInt32LE(0x4c) === 0
  if (!isOld && (features & ~readable) !== 0) return null
  const is64Bit = !isOld && (features & incompatible.is64Bit) !== 0
  const logBlockSize = bytes.readUInt32LE(0x18)
  if (logBlockSize > 6) return null
  const high = is64Bit ? bytes.readUInt32LE(0x150) : 0
  const layout = {
    blockSize: 1024 << logBlockSize,
    blockCount: high * 2 ** 32 + bytes.readUInt32LE(0x4),
    firstDataBlock: bytes.readUInt32LE(0x14),
    inodeCount: bytes.readUInt32LE(0),
    inodesPerGroup: bytes.readUInt32LE(0x28),
    inodeSize: isOld ? 128 : bytes.readUInt16LE(0x58),
    descriptorSize: is64Bit ? bytes.readUInt16LE(0xfe) : 32,
  }
  return isSound(layout, partitionSize) ? layout : null
}

function isSound(layout: Ext4Layout, partitionSize: number): boolean {
  const { blockSize, blockCount, inodeSize, descriptorSize } = layout
  return (
    blockCount > 0 &&
    blockCount * blockSize <= partitionSize &&
    layout.firstDataBlock < blockCount &&
    layout.inodesPerGroup > 0 &&
    isPowerOfTwo(inodeSize, 128, blockSize) &&
    isPowerOfTwo(descriptorSize, 32, blockSize)
  )
}

function isPowerOfTwo(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && (value & (value - 1)) === 0
}

/** Null where there is no inode of this number. */
export function locateInode(layout: Ext4Layout, number: number): InodePlace | null {
  if (number < 1 || number > layout.inodeCount) return null
  const { blockSize, descriptorSize, inodeSize } = layout
  const group = Math.floor((number - 1) / layout.inodesPerGroup)
  const descriptor = group * descriptorSize
  const inTable = ((number - 1) % layout.inodesPerGroup) * inodeSize
  return {
    descriptorBlock: layout.firstDataBlock + 1 + Math.floor(descriptor / blockSize),
    tableBlock: (descriptors) => {
      const at = descriptor % blockSize
      const high = descriptorSize >= 64 ? descriptors.readUInt32LE(at + 0x28) : 0
      const table = high * 2 ** 32 + descriptors.readUInt32LE(at + 8)
      return table === 0 ? null : table
    },
    blockInTable: Math.floor(inTable / blockSize),
    offset: inTable % blockSize,
  }
}

/** Reads the first 128 bytes of an inode; null where its content is compressed, encrypted or stored in a way that is not read here. */
export function parseInode(bytes: Buffer): Inode | null {
  const flags = bytes.readUInt32LE(0x20)
  if ((flags & (inodeFlag.compressed | inodeFlag.encrypted | inodeFlag.inline)) !== 0) return null
  return {
    kind: kindOf(bytes.readUInt16LE(0)),
    size: bytes.readUInt32LE(0x6c) * 2 ** 32 + bytes.readUInt32LE(4),
    blockField: bytes.subarray(0x28, 0x28 + 60),
    hasExtents: (flags & inodeFlag.extents) !== 0,
  }
}

function kindOf(mode: number): Inode['kind'] {
  switch (mode & 0xf000) {
    case 0x8000:
      return 'file'
    case 0x4000:
      return 'directory'
    case 0xa000:
      return 'link'
    default:
      return 'other'
  }
}

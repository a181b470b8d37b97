/** What the first bytes of a partition say of the filesystem on it. */
export type Filesystem = { filesystem: string; label?: string }

/** How many bytes from a partition's start `recogniseFilesystem` looks at. */
export const filesystemProbeLength = 0x10000 + 0x1000

/** All numbers lie within these bytes; what lies behind them is read as text, which may be short. */
const fixedFieldsLength = 4096

type Probe = (bytes: Buffer) => Filesystem | null

/** Recognises FAT, exFAT, NTFS, ext2/3/4, swap, squashfs, btrfs, xfs and f2fs by their magic numbers. */
export function recogniseFilesystem(start: Uint8Array): Filesystem | null {
  const bytes = Buffer.alloc(Math.max(start.length, fixedFieldsLength))
  bytes.set(start)
  for (const probe of [squashfs, xfs, btrfs, f2fs, ext, swap, exfat, ntfs, fat]) {
    const found = probe(bytes)
    if (found) return found
  }
  return null
}

const fat: Probe = (bytes) => {
  if (bytes.readUInt16LE(510) !== 0xaa55 || bytes.readUInt16LE(11) === 0) return null
  if (text(bytes, 82, 5) === 'FAT32') return labelled('fat32', fatLabel(bytes, 71))
  const kind = text(bytes, 54, 5)
  if (kind === 'FAT16') return labelled('fat16', fatLabel(bytes, 43))
  return kind === 'FAT12' ? labelled('fat12', fatLabel(bytes, 43)) : null
}

const exfat: Probe = (bytes) => (text(bytes, 3, 8) === 'EXFAT   ' ? { filesystem: 'exfat' } : null)
const ntfs: Probe = (bytes) => (text(bytes, 3, 8) === 'NTFS    ' ? { filesystem: 'ntfs' } : null)

/** Superblock at 1024. Journal (compat 0x4) makes ext3; extents, 64bit, flex_bg and the like (incompat) make ext4. */
const ext: Probe = (bytes) => {
  const superblock = bytes.subarray(1024, 2048)
  if (superblock.readUInt16LE(56) !== 0xef53) return null
  const [compatible, incompatible] = [superblock.readUInt32LE(92), superblock.readUInt32LE(96)]
  const readOnlyCompatible = superblock.readUInt32LE(100)
  const ext4 = (incompatible & ~0x1f) !== 0 || (readOnlyCompatible & ~0x7) !== 0
  const filesystem = ext4 ? 'ext4' : (compatible & 4) !== 0 ? 'ext3' : 'ext2'
  return labelled(filesystem, cString(superblock, 120, 16))
}

const squashfs: Probe = (bytes) =>
  text(bytes, 0, 4) === 'hsqs' ? { filesystem: 'squashfs' } : null

const xfs: Probe = (bytes) =>
  text(bytes, 0, 4) === 'XFSB' ? labelled('xfs', cString(bytes, 108, 12)) : null

const btrfs: Probe = (bytes) =>
  text(bytes, 0x10040, 8) === '_BHRfS_M'
    ? labelled('btrfs', cString(bytes, 0x10000 + 0x12b, 256))
    : null

const f2fs: Probe = (bytes) => {
  if (bytes.readUInt32LE(1024) !== 0xf2f52010) return null
  const name = bytes.subarray(1024 + 124, 1024 + 124 + 1024).toString('utf16le')
  return labelled('f2fs', name.split('\0')[0] ?? '')
}

/** The signature stands at the end of the first page; pages are 4, 16 or 64 KiB on Raspberry Pis. */
const swap: Probe = (bytes) => {
  const found = [4096, 16384, 65536].some((page) => text(bytes, page - 10, 10) === 'SWAPSPACE2')
  return found ? labelled('swap', cString(bytes, 1052, 16)) : null
}

function labelled(filesystem: string, label: string): Filesystem {
  return label ? { filesystem, label } : { filesystem }
}

function fatLabel(bytes: Buffer, at: number): string {
  const label = cString(bytes, at, 11).trimEnd()
  return label === 'NO NAME' ? '' : label
}

function text(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length)
}

/** A label ends at its first zero byte; control characters are dropped, because people will see it. */
function cString(bytes: Buffer, at: number, length: number): string {
  const value = bytes.toString('utf8', at, at + length).split('\0')[0] ?? ''
  return value.replace(/\p{Cc}/gu, '')
}

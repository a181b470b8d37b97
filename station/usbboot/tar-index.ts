import type { FileHandle } from 'node:fs/promises'

/** Where the bytes of a file of the archive are. */
export type TarMember = { readonly offset: number; readonly size: number }

const blockLength = 512
const mostMembers = 4_096

/**
 * The regular files of an uncompressed tar archive (POSIX.1-1988 ustar; GNU's long names are not followed, boot files have short ones).
 * It ends at the first block that is no header, so a damaged archive has fewer files and never a wrong one.
 */
export async function indexTar(
  archive: Pick<FileHandle, 'read'>,
  archiveSize: number,
): Promise<Map<string, TarMember>> {
  const members = new Map<string, TarMember>()
  const header = Buffer.alloc(blockLength)
  for (let offset = 0, count = 0; count < mostMembers; count += 1) {
    if (offset + blockLength > archiveSize) break
    await archive.read(header, 0, blockLength, offset)
    const size = sizeIn(header)
    if (size === null || !isHeader(header)) break
    const start = offset + blockLength
    if (start + size > archiveSize) break
    if (isRegularFile(header)) members.set(nameIn(header), { offset: start, size })
    offset = start + Math.ceil(size / blockLength) * blockLength
  }
  return members
}

/** The checksum counts its own field as spaces. */
function isHeader(header: Buffer): boolean {
  const said = Number.parseInt(textIn(header, 148, 8), 8)
  let sum = 0
  for (const [index, byte] of header.entries()) {
    sum += index >= 148 && index < 156 ? 0x20 : byte
  }
  return said === sum
}

function isRegularFile(header: Buffer): boolean {
  return header[156] === 0x30 || header[156] === 0
}

function sizeIn(header: Buffer): number | null {
  const size = textIn(header, 124, 12)
  return /^[0-7]{1,11}$/.test(size) ? Number.parseInt(size, 8) : null
}

function nameIn(header: Buffer): string {
  const prefix = textIn(header, 257, 5) === 'ustar' ? textIn(header, 345, 155) : ''
  const name = textIn(header, 0, 100)
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.\//, '')
}

function textIn(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field
    .subarray(0, end === -1 ? length : end)
    .toString('latin1')
    .trim()
}

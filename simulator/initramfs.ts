const magic = '070701'
const headerLength = 110

/**
 * The content of a file in the last, uncompressed "newc" cpio archive of an initramfs (Linux, "initramfs buffer format"), of
 * which only the last bytes are at hand. Undefined when there is no such file.
 */
export function fileInLastArchive(tail: Uint8Array, path: string): Uint8Array | undefined {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.length)
  const name = Buffer.from(`${path}\0`, 'latin1')
  for (let at = bytes.lastIndexOf(name); at >= headerLength; at = bytes.lastIndexOf(name, at - 1)) {
    const header = bytes.toString('latin1', at - headerLength, at)
    if (!header.startsWith(magic)) continue
    const size = Number.parseInt(header.slice(54, 62), 16)
    // The name begins 110 bytes after a multiple of four, and the content at the next multiple of four after the name.
    const padding = (4 - ((headerLength + name.length) % 4)) % 4
    const start = at + name.length + padding
    return start + size <= bytes.length ? bytes.subarray(start, start + size) : undefined
  }
  return undefined
}

/** A file for an archive; `path` without a leading slash. */
export type ArchivedFile = { readonly path: string; readonly bytes: Uint8Array }

/**
 * Makes a "newc" cpio archive with the given files and the folders above them. Linux unpacks several archives that are
 * glued together, later ones over earlier ones (kernel documentation, "initramfs buffer format"), so this can stand behind a finished initramfs.
 */
export function writeNewcArchive(files: readonly ArchivedFile[]): Uint8Array {
  const folders = [...new Set(files.flatMap((file) => foldersAbove(file.path)))].sort()
  const empty = new Uint8Array(0)
  const entries = [
    ...folders.map((path) => entry(path, 0o040755, empty)),
    ...files.map((file) => entry(file.path, 0o100644, file.bytes)),
    entry('TRAILER!!!', 0, empty),
  ]
  return Buffer.concat(entries)
}

/** Zero bytes up to the next multiple of four, at which the kernel looks for the next archive. */
export function padToFour(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function entry(path: string, mode: number, bytes: Uint8Array): Uint8Array {
  const name = Buffer.from(`${path}\0`)
  const links = 1
  const fields = [0, mode, 0, 0, links, 0, bytes.length, 0, 0, 0, 0, name.length, 0]
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`
  return Buffer.concat([
    padToFour(Buffer.concat([Buffer.from(header, 'latin1'), name])),
    padToFour(bytes),
  ])
}

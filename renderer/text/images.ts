import type { Image } from '../../contract/image.ts'

/** Words about images and their import. */
export const imageText = {
  title: 'Images',
  name: 'Name',
  rename: (name: string) => `Rename ${name}`,
  size: 'Size',
  data: 'Data',
  stored: 'Stored',
  partitions: 'Partitions',
  source: 'Source',
  sealed: 'Sealed',
  remove: 'Remove',
  removeOne: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeBody: (stored: string) =>
    `The image is deleted from this station, which frees ${stored}. Boards that were deployed with it are not touched. This can’t be undone.`,
  imported: (fileName: string) => `File ${lastName(fileName)}`,
  backup: (serial: string) => `Backup of ${serial}`,
  sourceOf: ({ source }: Image) =>
    source.kind === 'import'
      ? imageText.imported(source.fileName)
      : imageText.backup(source.boardSerial),
  noPartitions: 'no partition table',
  partition: (number: number, name: string, size: string) => `${number}: ${name}, ${size}`,
  unpartitioned: (size: string) => `${size} without partition`,
  importTitle: 'Import an image',
  formats: 'Raw images, also packed as .xz, .gz, .bz2, .zst or .zip.',
  drop: 'Drop image files here, or',
  choose: 'Choose files',
  path: 'Path on the station’s computer',
  pathHint: 'For files that are already on that computer: nothing is sent over the network.',
  import: 'Import',
  uploading: (fileName: string) => `Sending ${fileName}`,
  importing: (fileName: string) => `Importing ${lastName(fileName)}`,
  unpacked: (size: string) => `${size} unpacked`,
  cancelImport: (fileName: string) => `Cancel import of ${lastName(fileName)}`,
  refused: (fileName: string) => `${lastName(fileName)} was not imported.`,
  alreadyThere: (fileName: string) => `${lastName(fileName)} was already in the library.`,
  imports: 'Imports',
  noneTitle: 'No images yet',
  none: 'An image is what a board’s storage shall hold: an operating system, ready to boot. Import one here, or back up a board that is set up as you like it.',
  goToImages: 'Import an image',
} as const

/** The station names files of its own computer by their whole path; the last part tells enough here. */
function lastName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}

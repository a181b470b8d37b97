import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { ImageRefusal } from './refusal.ts'
import { recogniseCompression } from './source-format.ts'

const imageEndings = /\.(img|raw|wic|sdimg|iso|rpi-sdimg|sdcard|bin)$/i
const maximumEntries = 10_000

/**
 * The bytes of the one image in a zip archive. The archive's own size for it is the bound: an entry that turns out
 * longer or shorter, or whose CRC is wrong, is refused.
 */
export async function* zipImageBytes(
  path: string,
  maximumSize: number,
): AsyncGenerator<Uint8Array> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  try {
    const entry = await onlyImage(zip, path)
    if (entry.uncompressedSize > maximumSize) {
      throw new ImageRefusal(
        'too-big',
        `${entry.fileName} in ${path} says that it unpacks to ${entry.uncompressedSize} bytes; at most ${maximumSize} are accepted.`,
      )
    }
    yield* entryBytes(zip, entry)
  } finally {
    zip.close()
  }
}

async function onlyImage(zip: ZipFile, path: string): Promise<Entry> {
  const files: Entry[] = []
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/') && !entry.fileName.startsWith('__MACOSX/')) files.push(entry)
    if (files.length > maximumEntries) break
  }
  const images =
    files.length === 1 ? files : files.filter((file) => imageEndings.test(file.fileName))
  const [image] = images
  if (image && images.length === 1) return usable(image, path)
  throw new ImageRefusal(
    'zip-not-one-image',
    images.length === 0
      ? `${path} holds no image (a file ending in .img, .raw or .wic). Unpack it and import the image.`
      : `${path} holds ${images.length} images, and the station cannot know which one is meant. Unpack it and import one.`,
  )
}

function usable(entry: Entry, path: string): Entry {
  if (!entry.isEncrypted() && (entry.compressionMethod === 0 || entry.compressionMethod === 8))
    return entry
  throw new ImageRefusal(
    'unknown-format',
    `${entry.fileName} in ${path} is encrypted or packed in a way that cannot be read here. Unpack it and import the image.`,
  )
}

async function* entryBytes(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let [crc, first] = [0, true]
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    if (!(piece instanceof Uint8Array)) continue
    if (first) refuseNested(entry, piece)
    first = false
    crc = crc32(piece, crc)
    yield piece
  }
  if (crc !== entry.crc32) {
    throw new ImageRefusal(
      'corrupt',
      `${entry.fileName} in the zip file is corrupt: its checksum is wrong. Download or copy it again.`,
    )
  }
}

function refuseNested(entry: Entry, start: Uint8Array) {
  const inner = recogniseCompression(start)
  if (!inner) return
  throw new ImageRefusal(
    'unknown-format',
    `${entry.fileName} in the zip file is itself compressed (${inner}). Unpack the zip file and import what is in it.`,
  )
}

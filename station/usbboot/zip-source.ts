import { posix } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { type ImportedFile, ImportRefusal, type ImportSource } from './import-source.ts'

const mostEntries = 10_000
const longestLink = 1_000

/**
 * The files of a zip archive, or of one folder in it. A folder that holds everything (GitHub's archives have one) is left out of the
 * names. Links, which Raspberry Pi's archive has, lead to other files of the archive.
 */
export async function zipSource(path: string, inner: string | null): Promise<ImportSource> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
  try {
    const entries = await entriesOf(zip)
    const root = rootOf([...entries.keys()], inner)
    const wanted = [...entries].filter(([name]) => name.startsWith(root))
    const files = await Promise.all(
      wanted.map(async ([name, entry]): Promise<ImportedFile> => {
        const target = await behindLink(zip, entries, name, entry)
        return {
          name: name.slice(root.length),
          size: target.uncompressedSize,
          open: () => zip.openReadStreamPromise(target),
        }
      }),
    )
    return { files, close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** yauzl refuses names that lead out of the archive. */
async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const isHidden = entry.fileName.split('/').some((part) => part.startsWith('.'))
    if (entry.fileName.endsWith('/') || isHidden || entry.fileName.startsWith('__MACOSX/')) continue
    if (entry.isEncrypted()) {
      throw new ImportRefusal(
        `${entry.fileName} in the archive is encrypted. Unpack it and import the folder.`,
      )
    }
    entries.set(entry.fileName, entry)
    if (entries.size > mostEntries) {
      throw new ImportRefusal(
        'The archive has more than 10,000 files. Unpack it and import the folder with the boot files.',
      )
    }
  }
  return entries
}

function rootOf(names: readonly string[], inner: string | null): string {
  const [top = ''] = names[0]?.split('/') ?? []
  const common = names.every((name) => name.startsWith(`${top}/`)) ? `${top}/` : ''
  if (inner === null) return common
  const root = `${common}${inner.replace(/\/+$/, '')}/`
  if (names.some((name) => name.startsWith(root))) return root
  throw new ImportRefusal(
    `There is no folder "${inner}" in the archive. Look into it, and give the folder that holds config.txt.`,
  )
}

async function behindLink(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  name: string,
  entry: Entry,
): Promise<Entry> {
  if (!isLink(entry)) return entry
  if (entry.uncompressedSize > longestLink) throw brokenLink(name, 'a place without end')
  const to = await text(await zip.openReadStreamPromise(entry))
  const target = entries.get(posix.normalize(posix.join(posix.dirname(name), to)))
  if (target === undefined || isLink(target)) throw brokenLink(name, to)
  return target
}

/** The upper half holds the mode of Unix: S_IFLNK. */
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170_000) === 0o120_000
}

function brokenLink(name: string, to: string): ImportRefusal {
  return new ImportRefusal(
    `${name} in the archive is a link to ${to}, which is not in it. Use the whole archive, or import an unpacked folder.`,
  )
}

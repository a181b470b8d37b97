import { posix } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { type ImportedFile, ImportRefusal, type ImportSource } from './import-source.ts'

const mostEntries = 10_000
const longestLink = 1_000

/** Links lead to links in Raspberry Pi's archive: two at most. */
const mostLinks = 8

/** One file of an archive; the archive belongs to it because a link may lead from one archive into another. */
type Member = { readonly zip: ZipFile; readonly entry: Entry }

/** Another archive whose files stand below a folder of the first one, as a git submodule's do. */
export type Submodule = { readonly folder: string; readonly path: string }

/**
 * The files of a zip archive, or of one folder in it. A folder that holds everything (GitHub's archives have one) is left out of the
 * names. Links, which Raspberry Pi's archive has, lead to other files of the archive or of a submodule's.
 */
export async function zipSource(
  path: string,
  inner: string | null,
  submodules: readonly Submodule[] = [],
): Promise<ImportSource> {
  const zips: ZipFile[] = []
  const open = async (archive: string): Promise<Map<string, Member>> => {
    const zip = await openPromise(archive, { autoClose: false, lazyEntries: true })
    zips.push(zip)
    return withoutTop(await membersOf(zip))
  }
  const close = (): void => {
    for (const zip of zips) zip.close()
  }
  try {
    const members = await open(path)
    const root = rootOf([...members.keys()], inner)
    const wanted = [...members].filter(([name]) => name.startsWith(root))
    for (const submodule of submodules) {
      for (const [name, member] of await open(submodule.path))
        members.set(`${submodule.folder}/${name}`, member)
    }
    const files = await Promise.all(
      wanted.map(async ([name]): Promise<ImportedFile> => {
        const { zip, entry } = await behindLinks(members, name)
        return {
          name: name.slice(root.length),
          size: entry.uncompressedSize,
          open: () => zip.openReadStreamPromise(entry),
        }
      }),
    )
    return { files, close }
  } catch (error) {
    close()
    throw error
  }
}

/** yauzl refuses names that lead out of the archive. */
async function membersOf(zip: ZipFile): Promise<Map<string, Member>> {
  const members = new Map<string, Member>()
  for await (const entry of zip.eachEntry()) {
    const isHidden = entry.fileName.split('/').some((part) => part.startsWith('.'))
    if (entry.fileName.endsWith('/') || isHidden || entry.fileName.startsWith('__MACOSX/')) continue
    if (entry.isEncrypted()) {
      throw new ImportRefusal(
        `${entry.fileName} in the archive is encrypted. Unpack it and import the folder.`,
      )
    }
    members.set(entry.fileName, { zip, entry })
    if (members.size > mostEntries) {
      throw new ImportRefusal(
        'The archive has more than 10,000 files. Unpack it and import the folder with the boot files.',
      )
    }
  }
  return members
}

function withoutTop(members: ReadonlyMap<string, Member>): Map<string, Member> {
  const names = [...members.keys()]
  const top = `${names[0]?.split('/')[0] ?? ''}/`
  const skipped = names.every((name) => name.startsWith(top)) ? top.length : 0
  return new Map([...members].map(([name, member]) => [name.slice(skipped), member]))
}

function rootOf(names: readonly string[], inner: string | null): string {
  if (inner === null) return ''
  const root = `${inner.replace(/\/+$/, '')}/`
  if (names.some((name) => name.startsWith(root))) return root
  throw new ImportRefusal(
    `There is no folder "${inner}" in the archive. Look into it, and give the folder that holds config.txt.`,
  )
}

async function behindLinks(members: ReadonlyMap<string, Member>, name: string): Promise<Member> {
  let [at, to] = [name, '']
  for (let count = 0; count <= mostLinks; count += 1) {
    const member = members.get(at)
    if (member === undefined) break
    if (!isLink(member.entry)) return member
    if (member.entry.uncompressedSize > longestLink) throw brokenLink(name, 'a place without end')
    to = await text(await member.zip.openReadStreamPromise(member.entry))
    at = posix.normalize(posix.join(posix.dirname(at), to))
  }
  throw brokenLink(name, to)
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

import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { nameRefusal } from '../protocols/rpiboot/file-name.ts'
import { dangerIn } from './boot-file-danger.ts'
import { folderSource } from './folder-source.ts'
import { type ImportedFile, ImportRefusal, type ImportSource } from './import-source.ts'
import { zipSource } from './zip-source.ts'

/** What is in the folder of a target now. */
export type ImportedHash = { readonly name: string; readonly size: number; readonly sha256: string }

const mostFiles = 5_000
/** The protocol's own limit for one file; for all of them together it is generous. */
const mostBytes = 2 ** 31 - 1

/**
 * Puts the files of a folder or zip archive in the place of what `to` holds, in one step, and tells their hashes. Throws an
 * ImportRefusal, with `to` as it was, when there are none, too many, or such as would write to a board's EEPROM or fuses.
 */
export async function importBootFiles(
  from: string,
  to: string,
  inner: string | null,
): Promise<ImportedHash[]> {
  const source = await openSource(from, inner)
  const unfinished = `${to}.${process.pid}.new`
  try {
    check(source.files, from)
    const hashes: ImportedHash[] = []
    for (const file of source.files) hashes.push(await copy(file, join(unfinished, file.name)))
    await checkWhatItDoes(source.files, unfinished)
    await replace(to, unfinished)
    return hashes.sort((one, other) => (one.name < other.name ? -1 : 1))
  } finally {
    source.close()
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** The files of a folder or zip archive; `inner` is a folder in it. Throws an ImportRefusal. */
export async function openSource(from: string, inner: string | null): Promise<ImportSource> {
  const facts = await stat(from).catch(() => null)
  if (facts === null)
    throw new ImportRefusal(`There is no ${from}. Give a folder or a zip archive.`)
  if (!facts.isDirectory()) {
    return zipSource(from, inner).catch((error) => {
      if (error instanceof ImportRefusal) throw error
      throw new ImportRefusal(
        `${from} can't be read as a zip archive (${String(error)}). Download it again, or unpack it and import the folder.`,
      )
    })
  }
  return folderSource(inner === null ? from : join(from, inner))
}

function check(files: readonly ImportedFile[], from: string): void {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  if (files.length === 0) throw new ImportRefusal(`${from} holds no files.`)
  if (files.length > mostFiles || bytes > mostBytes) {
    throw new ImportRefusal(
      `${from} holds ${files.length} files with ${bytes} bytes: that is no folder of boot files. Choose the one that holds config.txt.`,
    )
  }
  const bad = files.find(({ name }) => nameRefusal(name) !== null)
  if (bad)
    throw new ImportRefusal(`No board can ask for "${bad.name}". Rename it and import again.`)
  if (!files.some(({ name }) => /(^|\/)boot(code[45]?|files)\.bin$/.test(name))) {
    throw new ImportRefusal(
      `${from} holds no bootcode.bin, bootcode4.bin, bootcode5.bin or bootfiles.bin, without which no board starts over USB. Choose a folder such as mass-storage-gadget64 of github.com/raspberrypi/usbboot.`,
    )
  }
}

async function checkWhatItDoes(files: readonly ImportedFile[], folder: string): Promise<void> {
  const config = join(folder, 'config.txt')
  const text = existsSync(config) ? await readFile(config, 'latin1') : ''
  const danger = dangerIn(
    files.map(({ name }) => name),
    text,
  )
  if (danger === null) return
  throw new ImportRefusal(
    `These files would write to the board itself: ${danger}. They were not imported. Choose files that only boot it.`,
  )
}

/** Copies one file and tells its hash. */
export async function copy(file: ImportedFile, path: string): Promise<ImportedHash> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      hash.update(piece)
      size += piece.length
      done(null, piece)
    },
  })
  await pipeline(await file.open(), measure, createWriteStream(path, { mode: 0o600 }))
  return { name: file.name, size, sha256: hash.digest('hex') }
}

/** Puts the folder `by` in the place of `to` by renaming. */
export async function replace(to: string, by: string): Promise<void> {
  const old = `${to}.${process.pid}.old`
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  if (existsSync(to)) await rename(to, old)
  await rename(by, to)
  await rm(old, { recursive: true, force: true })
}

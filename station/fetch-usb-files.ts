import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { UsbBootTarget } from '../contract/usb-board.ts'
import { knownUsbbootRelease } from '../contract/usb-files.ts'
import { usbBootFolder } from './build-usb-boards.ts'
import { download } from './images/download.ts'
import { type ImportedHash, importBootFiles } from './usbboot/import-boot-files.ts'
import { importRecoveryFiles } from './usbboot/import-recovery-files.ts'
import { ImportRefusal } from './usbboot/import-source.ts'
import { unpackArchive, type Wanted } from './usbboot/unpack-archive.ts'

/** Whose archives and whose answers: Raspberry Pi's at GitHub, or a mirror that has both below one address. */
export type Origin = { readonly archives: string; readonly contents: string }

export const raspberryPi: Origin = {
  archives: 'https://github.com/raspberrypi',
  contents: 'https://api.github.com/repos/raspberrypi',
}

/** One archive as it was downloaded. */
export type FetchedArchive = {
  readonly url: string
  readonly size: number
  readonly sha256: string
}

export type FetchedFiles = {
  readonly archives: readonly FetchedArchive[]
  /** What was imported for the target. */
  readonly files: readonly ImportedHash[]
}

export type FetchWish = {
  readonly target: UsbBootTarget
  /** A tag, branch or commit of usbboot. */
  readonly release: string
  /** What the archives must have, in the order in which they are downloaded; those that are not named are not checked. */
  readonly sha256: readonly string[]
  readonly origin: Origin
  readonly dataFolder: string
  readonly signal: AbortSignal
  readonly onProgress: (url: string, receivedBytes: number, totalBytes: number) => void
}

/**
 * The folders of usbboot for each target. The agent needs boot code only: everything else is the station's. A recovery folder has the
 * program and the image by links into the submodule rpi-eeprom.
 */
const wantedFor: Readonly<Record<UsbBootTarget, readonly Wanted[]>> = {
  agent: [{ folder: 'mass-storage-gadget64', names: /^boot(code[45]?|files)\.bin$/ }],
  'mass-storage': [{ folder: 'mass-storage-gadget64', names: null }],
  recovery: [
    { folder: 'recovery', names: null },
    { folder: 'recovery5', names: null },
  ],
}
const submodule = 'rpi-eeprom'
const plainRelease = /^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/
const workName = 'fetch-usb-'
/** Milliseconds. */
const longestFetch = 24 * 3_600_000
const largestAnswer = 64 * 1024

/**
 * Downloads a release of usbboot, tells its SHA-256 and that of each file, and imports what a target needs in the place of what was
 * imported before. Throws an ImportRefusal, with nothing changed, when the release can't be had, is not the one whose hash was given,
 * or holds what the import refuses.
 */
export async function fetchUsbFiles(wish: FetchWish): Promise<FetchedFiles> {
  if (!plainRelease.test(wish.release))
    throw new ImportRefusal(
      `"${wish.release}" is no name of a release. Give one such as ${knownUsbbootRelease}.`,
    )
  refuseUnsafe(wish)
  await mkdir(wish.dataFolder, { recursive: true, mode: 0o700 })
  await removeLeftOver(wish.dataFolder)
  const work = await mkdtemp(join(wish.dataFolder, workName))
  try {
    const archives = await fetchArchives(wish, work)
    const files = await unpackAndImport(wish, archives, work)
    return { archives: archives.map(({ url, size, sha256 }) => ({ url, size, sha256 })), files }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** What a download left behind whose computer lost its power; one that goes on is younger. */
async function removeLeftOver(dataFolder: string): Promise<void> {
  const names = (await readdir(dataFolder)).filter((name) => name.startsWith(workName))
  for (const path of names.map((name) => join(dataFolder, name))) {
    // One that goes on may end just now, and remove its own.
    const facts = await stat(path).catch(() => null)
    if (facts !== null && Date.now() - facts.mtimeMs > longestFetch)
      await rm(path, { recursive: true, force: true })
  }
}

type LocalArchive = FetchedArchive & { readonly path: string }

async function fetchArchives(wish: FetchWish, work: string): Promise<LocalArchive[]> {
  const { origin, release } = wish
  const first = `${origin.archives}/usbboot/archive/${release}.zip`
  const main = await fetchArchive(wish, first, wish.sha256[0], work)
  if (wish.target !== 'recovery') return [main]
  const commit = await submoduleCommit(wish, work)
  const second = `${origin.archives}/${submodule}/archive/${commit}.zip`
  return [main, await fetchArchive(wish, second, wish.sha256[1], work)]
}

async function unpackAndImport(
  wish: FetchWish,
  [main, beside]: readonly LocalArchive[],
  work: string,
): Promise<ImportedHash[]> {
  const archive = {
    path: main?.path ?? '',
    submodules: beside === undefined ? [] : [{ folder: submodule, path: beside.path }],
  }
  const unpacked = wantedFor[wish.target].map(
    (wanted) => [wanted, join(work, wanted.folder)] as const,
  )
  for (const [wanted, folder] of unpacked) await unpackArchive(archive, wanted, folder)
  const to = usbBootFolder(wish.dataFolder, wish.target)
  const imported: ImportedHash[] = []
  for (const [{ folder: name }, folder] of unpacked) {
    if (wish.target !== 'recovery') imported.push(...(await importBootFiles(folder, to, null)))
    else imported.push(...named(name, (await importRecoveryFiles(folder, to, null)).files))
  }
  return imported
}

/** The recovery folders have files of the same names. */
function named(folder: string, files: readonly ImportedHash[]): ImportedHash[] {
  return files.map((file) => ({ ...file, name: `${folder}/${file.name}` }))
}

/** The commit of rpi-eeprom that a release of usbboot belongs to: a zip archive does not hold submodules. */
async function submoduleCommit(wish: FetchWish, work: string): Promise<string> {
  const url = `${wish.origin.contents}/usbboot/contents/${submodule}?ref=${wish.release}`
  const { path, size } = await fetchArchive(wish, url, undefined, work)
  const answer = size > largestAnswer ? null : commitIn(await readFile(path, 'utf8'))
  if (answer !== null) return answer
  throw new ImportRefusal(
    `${url} does not tell which ${submodule} belongs to ${wish.release}. Clone github.com/raspberrypi/usbboot with its submodules, and import its folders recovery and recovery5.`,
  )
}

const contentsSchema = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) })

function commitIn(text: string): string | null {
  try {
    return contentsSchema.parse(JSON.parse(text)).sha
  } catch {
    // Whatever came instead, the refusal names the address.
    return null
  }
}

async function fetchArchive(
  wish: FetchWish,
  url: string,
  expected: string | undefined,
  work: string,
): Promise<LocalArchive> {
  const downloaded = await download({
    url,
    isChecked: expected !== undefined,
    folder: work,
    signal: wish.signal,
    onProgress: (received, total) => wish.onProgress(url, received, total),
  })
  if (downloaded.kind === 'refused') throw new ImportRefusal(downloaded.message)
  const { path } = downloaded
  const sha256 = await hashOf(path)
  if (expected !== undefined && expected.toLowerCase() !== sha256)
    throw new ImportRefusal(
      `${url} has the SHA-256 ${sha256}, and ${expected} was expected. Nothing was imported. Compare the release and the hash; if both are right, somebody changed the file.`,
    )
  return { url, path, size: (await stat(path)).size, sha256 }
}

/** Over a network that is not encrypted each archive's hash must be known. */
function refuseUnsafe({ origin, target, sha256 }: FetchWish): void {
  const archives = target === 'recovery' ? 2 : 1
  const addresses = [origin.archives, origin.contents]
  const plain = addresses.find((url) => !url.startsWith('https://') && !isLoopback(url))
  if (plain === undefined || sha256.length >= archives) return
  throw new ImportRefusal(
    `${plain} is not encrypted, so anybody on the way could put other files into what is downloaded. Use HTTPS, or give the hash of each archive (--sha256; ${archives} for "${target}").`,
  )
}

function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

import { createHash, type KeyObject, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Image } from '../../contract/image.ts'
import { type ImageIndex, parseIndex } from './index-format.ts'
import { replaceFile, syncFolder, workFolder, writeSynced } from './library-files.ts'
import { damagedImage, unknownImage } from './library-refusals.ts'
import { createManifest, readManifest, type SealedImage, signManifest } from './manifest.ts'
import { createRawStream } from './raw-stream.ts'
import { ImageRefusal, type Refused, refused, toRefused } from './refusal.ts'

export type ImageFile = 'manifest.json' | 'manifest.sig' | 'index.txt' | 'frames.zst'

export type ImageShelfOptions = {
  folder: string
  /** Ed25519 private key. Images that another key has signed are not shown. */
  signingKey: KeyObject
  log: (message: string) => void
  clock: () => number
}

type StoredImage = { record: Image; indexSha256: string }

const imageIdPattern = /^[0-9a-f]{32}$/

/** The finished images: one folder for each, named by the image's id. An image exists once its folder has that name. */
export class ImageShelf {
  readonly #options: ImageShelfOptions
  readonly #images = new Map<string, StoredImage>()
  #publishing: Promise<unknown> = Promise.resolve()

  constructor(options: ImageShelfOptions) {
    this.#options = options
  }

  /** Reads what is there. An image that can't be trusted is left alone and told in the log. */
  async load(): Promise<void> {
    for (const name of await readdir(this.#options.folder)) {
      if (!imageIdPattern.test(name)) continue
      const found = await this.#readStored(name).catch((error: unknown) => String(error))
      if (typeof found !== 'string') this.#images.set(name, found)
      else this.#options.log(`images: ${name} is left alone and not shown: ${found}`)
    }
  }

  list(): Image[] {
    const records = [...this.#images.values()].map(({ record }) => record)
    return records.sort((a, b) => b.sealedAt.localeCompare(a.sealedAt) || a.id.localeCompare(b.id))
  }

  get(id: string): Image | undefined {
    return this.#images.get(id)?.record
  }

  folderOf(id: string): string {
    return join(this.#options.folder, id)
  }

  /** A new folder beside the images, for something unfinished. */
  async newFolder(prefix: string): Promise<string> {
    const folder = join(this.#options.folder, `${prefix}${randomUUID()}`)
    await mkdir(folder)
    return folder
  }

  async remove(id: string): Promise<{ kind: 'ok' } | Refused> {
    if (!this.#images.has(id)) return unknownImage(id)
    const removed = join(this.#options.folder, `${workFolder.removed}${randomUUID()}`)
    try {
      await rename(this.folderOf(id), removed)
      this.#images.delete(id)
      await rm(removed, { recursive: true, force: true })
      return { kind: 'ok' }
    } catch (error) {
      return toRefused(error)
    }
  }

  async rename(id: string, name: string): Promise<{ kind: 'ok'; image: Image } | Refused> {
    const stored = this.#images.get(id)
    if (!stored) return unknownImage(id)
    const cleaned = name.trim()
    if (cleaned.length === 0 || cleaned.length > 200 || /\p{Cc}/u.test(cleaned)) {
      return refused(
        'name-invalid',
        'This name cannot be used. Give one of 1 to 200 characters without line breaks.',
      )
    }
    try {
      await replaceFile(join(this.folderOf(id), 'meta.json'), JSON.stringify({ name: cleaned }))
    } catch (error) {
      return toRefused(error)
    }
    const record = { ...stored.record, name: cleaned }
    this.#images.set(id, { ...stored, record })
    return { kind: 'ok', image: record }
  }

  async openFile(id: string, file: ImageFile): Promise<{ path: string; size: number } | undefined> {
    if (!this.#images.has(id) || !isImageFile(file)) return undefined
    const path = join(this.folderOf(id), file)
    return { path, size: (await stat(path)).size }
  }

  /** The whole raw image; errors (unknown image, damaged frame) end the stream. */
  rawStream(id: string): Readable {
    return createRawStream(async () => {
      const found = await this.readIndex(id)
      if (found.kind === 'refused') throw new ImageRefusal(found.code, found.message)
      return { framesPath: join(this.folderOf(id), 'frames.zst'), index: found.index }
    })
  }

  async readIndex(id: string): Promise<{ kind: 'ok'; index: ImageIndex } | Refused> {
    const stored = this.#images.get(id)
    if (!stored) return unknownImage(id)
    try {
      const bytes = await readFile(join(this.folderOf(id), 'index.txt'))
      if (sha256(bytes) !== stored.indexSha256) return damagedImage(stored.record.name)
      const parsed = parseIndex(bytes.toString('latin1'))
      return parsed.kind === 'ok' ? parsed : damagedImage(stored.record.name)
    } catch (error) {
      return toRefused(error)
    }
  }

  /** Signs the manifest and moves the finished folder to its place, which makes the image exist. One at a time. */
  publish(folder: string, sealed: SealedImage): Promise<{ image: Image; alreadyThere: boolean }> {
    const published = this.#publishing.then(() => this.#publish(folder, sealed))
    this.#publishing = published.catch(() => undefined) // The caller gets the failure; the next one may succeed.
    return published
  }

  async #publish(
    folder: string,
    facts: SealedImage,
  ): Promise<{ image: Image; alreadyThere: boolean }> {
    const known = this.#images.get(facts.sealed.id)
    if (known) return { image: known.record, alreadyThere: true }
    const manifest = createManifest(facts, this.#options.clock())
    const { bytes, signature } = signManifest(manifest, this.#options.signingKey)
    await writeSynced(join(folder, 'manifest.json'), bytes)
    await writeSynced(join(folder, 'manifest.sig'), signature)
    await syncFolder(folder)
    // A folder that is there but was not shown (damaged, or of another station) makes way for the good one.
    await rm(this.folderOf(manifest.id), { recursive: true, force: true })
    await rename(folder, this.folderOf(manifest.id))
    await syncFolder(this.#options.folder)
    const { format: _, indexSha256, ...image } = manifest
    this.#images.set(image.id, { record: image, indexSha256 })
    return { image, alreadyThere: false }
  }

  async #readStored(id: string): Promise<StoredImage | string> {
    const folder = this.folderOf(id)
    const [bytes, signature, index, frames] = await Promise.all([
      readFile(join(folder, 'manifest.json')),
      readFile(join(folder, 'manifest.sig')),
      readFile(join(folder, 'index.txt')),
      stat(join(folder, 'frames.zst')),
    ])
    const read = readManifest(bytes, signature, this.#options.signingKey)
    if (read.kind === 'invalid') return read.reason
    const { format: _, indexSha256, ...record } = read.manifest
    if (record.id !== id) return 'its folder has another name than its id'
    if (sha256(index) !== indexSha256) return 'its index.txt is damaged'
    if (frames.size !== record.framesSize)
      return 'its frames.zst has another size than its manifest says'
    const name = await readName(folder)
    return { record: name === null ? record : { ...record, name }, indexSha256 }
  }
}

/** The name that a person gave later, if any. */
async function readName(folder: string): Promise<string | null> {
  try {
    const meta: unknown = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8'))
    const hasName = typeof meta === 'object' && meta !== null && 'name' in meta
    return hasName && typeof meta.name === 'string' ? meta.name : null
  } catch {
    return null // No meta file, or a spoilt one: the name in the manifest is good enough.
  }
}

function isImageFile(file: string): file is ImageFile {
  return ['manifest.json', 'manifest.sig', 'index.txt', 'frames.zst'].includes(file)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

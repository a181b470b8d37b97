import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import {
  connectionRefusal,
  cutOff,
  isHopeless,
  statusRefusal,
  tooLarge,
  webPage,
} from './download-refusals.ts'
import { fileNameOf, getFollowing } from './http-source.ts'
import { ImageRefusal, type Refused, toRefused } from './refusal.ts'

/** A file that was downloaded; it lies in a folder of its own, which `remove` deletes. */
export type Downloaded = {
  readonly kind: 'ok'
  readonly path: string
  readonly fileName: string
  remove(): Promise<void>
}

export type DownloadOptions = {
  readonly url: string
  /** The caller knows the file's checksum and will compare it. */
  readonly isChecked: boolean
  /** Where the file's folder is made. */
  readonly folder: string
  readonly signal: AbortSignal
  /** `total` is 0 where the server does not tell it. */
  readonly onProgress: (received: number, total: number) => void
  /** Milliseconds before the n-th new try in a row; what is not given is for people's networks. */
  readonly pauseBefore?: (tries: number) => number
  readonly silence?: number
}

/** New tries without a mebibyte in between, and in all. */
const mostTriesInARow = 5
const mostTries = 100
const mebibyte = 1024 * 1024
/** So much of the disk stays free: the database lies there too. */
const reserve = 64 * mebibyte

/** Downloads a file. A connection that breaks is taken up again where it broke, if the server still has the same file. */
export async function download(options: DownloadOptions): Promise<Downloaded | Refused> {
  const folder = join(options.folder, randomUUID())
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    await mkdir(folder)
    const { bavail, bsize } = await statfs(folder)
    const url = new URL(options.url)
    const file = new PartialFile(join(folder, 'part'), bavail * bsize - reserve)
    try {
      await fetchAll(url, file, options)
    } finally {
      await file.close()
    }
    const fileName = fileNameOf(url, file.servedFrom ?? url)
    const path = join(folder, fileName)
    await rename(file.path, path)
    return { kind: 'ok', path, fileName, remove }
  } catch (error) {
    await remove()
    if (!options.signal.aborted) return toRefused(error)
    return toRefused(new ImageRefusal('cancelled', 'This was cancelled. Nothing of it was kept.'))
  }
}

/** Tries until the file is whole. Throws an ImageRefusal, or an error of the disk. */
async function fetchAll(url: URL, file: PartialFile, options: DownloadOptions): Promise<void> {
  const pauseBefore = options.pauseBefore ?? ((tries) => 1_000 * 2 ** tries)
  let [inARow, reached] = [0, 0]
  for (let tries = 0; tries < mostTries; tries += 1) {
    const problem = await fetchOnce(url, file, options)
    if (problem === null) return
    options.signal.throwIfAborted()
    inARow = file.received >= reached + mebibyte ? 1 : inARow + 1
    reached = Math.max(reached, file.received)
    if (inARow > mostTriesInARow || (file.received === 0 && isHopeless(problem)))
      throw connectionRefusal(problem, url.host, file.receivedSoFar)
    await setTimeout(pauseBefore(inARow), undefined, { signal: options.signal })
  }
  throw connectionRefusal(cutOff('it breaks too often'), url.host, file.receivedSoFar)
}

/** One connection. Answers with null when the file is whole, and with the error when the connection broke. */
async function fetchOnce(url: URL, file: PartialFile, options: DownloadOptions): Promise<unknown> {
  try {
    const answer = await getFollowing({
      url,
      headers: file.resumeHeaders(options.isChecked),
      signal: options.signal,
      isChecked: options.isChecked,
      silence: options.silence ?? 30_000,
    })
    const { response } = answer
    try {
      const status = response.statusCode ?? 0
      // Busy or broken for the moment: RFC 9110 sections 15.6, RFC 6585 section 4.
      if (status >= 500 || status === 429) return statusRefusal(status, answer.url.host)
      if (status === 416) await file.beginAnew(null)
      if (status === 416) return cutOff('the server has another file now')
      if (status !== 200 && status !== 206) throw statusRefusal(status, answer.url.host)
      if (/^text\/html\b/i.test(response.headers['content-type'] ?? ''))
        throw webPage(answer.url.host)
      await file.take(response, options.onProgress)
      file.servedFrom = answer.url
      return null
    } finally {
      response.destroy()
    }
  } catch (error) {
    if (error instanceof ImageRefusal) throw error
    return error
  }
}

/** The disk's errors are no reason to ask the server again. */
async function onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const { code, message } = toRefused(error)
    throw new ImageRefusal(code, message)
  }
}

/** The part of a file that is there, and what the server said of the whole. */
class PartialFile {
  readonly path: string
  /** The address that delivered the end of it. */
  servedFrom: URL | null = null
  readonly #freeBytes: number
  #handle: FileHandle | null = null
  #received = 0
  #total = 0
  /** RFC 9110 section 13.1.5: a strong entity tag or a date; without one a file can't be told from its successor. */
  #validator: string | null = null

  constructor(path: string, freeBytes: number) {
    this.path = path
    this.#freeBytes = freeBytes
  }

  get received(): number {
    return this.#received
  }

  /** Null until a server has answered. A connection can break after the answer's head and before its first byte is seen. */
  get receivedSoFar(): number | null {
    return this.#handle === null ? null : this.#received
  }

  /** Asks for the rest: RFC 9110 section 14.2, and only of the same file: section 13.1.5. */
  resumeHeaders(isChecked: boolean): Record<string, string> {
    if (this.#received === 0 || (this.#validator === null && !isChecked)) return {}
    const range = `bytes=${this.#received}-`
    return this.#validator === null ? { range } : { range, 'if-range': this.#validator }
  }

  async beginAnew(response: IncomingMessage | null): Promise<void> {
    await onDisk(async () => this.#handle?.truncate(0))
    this.#received = 0
    this.#total = Number(response?.headers['content-length'] ?? 0)
    this.#validator = response === null ? null : validatorOf(response)
  }

  /** Stores what comes. Throws where the connection breaks before the end. */
  async take(
    response: IncomingMessage,
    onProgress: (received: number, total: number) => void,
  ): Promise<void> {
    this.#handle ??= await onDisk(() => open(this.path, 'wx'))
    const continues =
      response.statusCode === 206 &&
      startOf(response.headers['content-range']) === this.#received &&
      this.#received > 0
    if (response.statusCode === 206 && !continues) {
      await this.beginAnew(null)
      throw cutOff('the server sent another part than the one that was asked for')
    }
    if (!continues) await this.beginAnew(response)
    this.#refuseTooLarge(this.#total)
    for await (const piece of response) {
      await this.#write(piece as Buffer)
      onProgress(this.#received, this.#total)
    }
    if (this.#total > 0 && this.#received !== this.#total)
      throw cutOff(`only ${this.#received} of ${this.#total} bytes came`)
  }

  async #write(piece: Buffer): Promise<void> {
    this.#refuseTooLarge(this.#received + piece.length)
    for (let written = 0; written < piece.length; ) {
      const rest = piece.subarray(written)
      const count = await onDisk(
        async () => (await this.#handle?.write(rest, 0, rest.length, this.#received))?.bytesWritten,
      )
      written += count ?? 0
      this.#received += count ?? 0
    }
  }

  #refuseTooLarge(bytes: number): void {
    if (bytes > this.#freeBytes) throw tooLarge(bytes, Math.max(0, this.#freeBytes))
  }

  async close(): Promise<void> {
    await this.#handle?.close()
  }
}

function validatorOf({ headers }: IncomingMessage): string | null {
  const { etag } = headers
  if (etag !== undefined && !etag.startsWith('W/')) return etag
  return headers['last-modified'] ?? null
}

function startOf(contentRange: string | undefined): number | null {
  const found = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(contentRange ?? '')
  return found === null ? null : Number(found[1])
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  buildSmallImage,
  createTestFolder,
  openTestLibrary,
  pack,
  readAll,
  sha256,
} from '../fixtures/image-files.ts'

const run = promisify(execFile)
const mebibyte = 1024 * 1024
const folder = createTestFolder('images-faults')
const raw = join(folder.path, 'small.img')
const key = generateKeyPairSync('ed25519').privateKey
const keyPath = join(folder.path, 'key.pem')
const victim = new URL('../fixtures/image-library-process.ts', import.meta.url).pathname
const isRoot = process.getuid?.() === 0
if (!isRoot) console.warn('skipped: the tests with a full disk need root, to mount a small tmpfs')
let rawBytes: Buffer

beforeAll(async () => {
  await buildSmallImage(raw)
  rawBytes = await readFile(raw)
  await writeFile(keyPath, key.export({ type: 'pkcs8', format: 'pem' }))
})

afterAll(() => folder.remove())

test('a station killed at any point of an import leaves the whole image or none', async () => {
  const path = join(folder.path, 'killed')
  let finished = 0
  for (let round = 0; round < 8; round += 1) {
    const child = startVictim('import', path, raw)
    // The steps of progress come at unlike moments of the import, and so do the kills.
    await lines(child, 'progress', 1 + (round % 4))
    await kill(child)
    const library = await openTestLibrary(path, key)
    expect(readdirSync(path).filter((name) => name.startsWith('.'))).toEqual([])
    for (const image of library.list()) {
      finished += 1
      expect(await library.verify(image.id)).toMatchObject({ kind: 'ok' })
      expect((await readAll(library.rawStream(image.id))).equals(rawBytes)).toBe(true)
      await library.remove(image.id)
    }
    await library.close()
  }
  expect(finished).toBeLessThan(8)
})

test('a station killed while it receives a backup keeps what it had acknowledged', async () => {
  const path = join(folder.path, 'killed-backup')
  const child = startVictim('backup', path, raw)
  const acknowledged = await lines(child, 'stored', 5)
  await kill(child)
  const library = await openTestLibrary(path, key)
  const session = await library.resumeBackup('killed')
  if (session.kind === 'refused') throw new Error(session.message)
  const held = new Set(session.chunks().map((chunk) => String(chunk.offset)))
  for (const offset of acknowledged) expect(held.has(offset), `chunk ${offset}`).toBe(true)
  const sent = await session.putRawStream(Readable.from([rawBytes]), rawBytes.length)
  if (sent.kind === 'refused') throw new Error(sent.message)
  const claim = { name: 'Backup', boardSerial: '1', storage: '/dev/mmcblk0' }
  const result = await session.seal({ ...claim, ...sent })
  if (result.kind === 'refused') throw new Error(result.message)
  expect((await readAll(library.rawStream(result.image.id))).equals(rawBytes)).toBe(true)
  await library.close()
})

test.skipIf(!isRoot)(
  'a disk that fills up ends an import and a backup with a reason, and all goes on after it',
  async () => {
    const path = join(folder.path, 'small-disk')
    mkdirSync(path)
    await run('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', path])
    try {
      const library = await openTestLibrary(path, key)
      const noise = join(folder.path, 'noise.img')
      await writeFile(
        noise,
        Buffer.concat([rawBytes.subarray(0, mebibyte), randomBytes(30 * mebibyte)]),
      )
      const full = { kind: 'refused', code: 'station-disk-full' }
      expect(await library.import({ path: noise, compressionLevel: 1 })).toMatchObject(full)
      expect(
        await library.import({ path: await pack(noise, 'gz'), compressionLevel: 1 }),
      ).toMatchObject(full)
      expect(readdirSync(path)).toEqual([])

      const session = await library.openBackup('full', 32 * mebibyte)
      if (session.kind === 'refused') throw new Error(session.message)
      const answers = []
      for (let place = 0; place < 8; place += 1) answers.push(await putNoise(session, place))
      expect(answers.filter((answer) => answer.kind === 'ok').length).toBeGreaterThan(3)
      expect(answers.at(-1)).toMatchObject(full)
      expect(session.chunks()).toHaveLength(answers.filter((answer) => answer.kind === 'ok').length)
      const noiseStream = Readable.from([randomBytes(32 * mebibyte)])
      expect(await session.putRawStream(noiseStream, 32 * mebibyte)).toMatchObject(full)
      await session.discard()

      const image = await library.import({ path: raw, compressionLevel: 3 })
      expect(image).toMatchObject({ kind: 'ok' })
      await library.close()
      const again = await openTestLibrary(path, key)
      expect(again.list()).toHaveLength(1)
      await again.close()
    } finally {
      await run('umount', [path])
    }
  },
)

function putNoise(
  session: {
    putChunk(
      offset: number,
      length: number,
      hash: string,
      frame: Uint8Array,
    ): Promise<{ kind: 'ok' | 'refused' }>
  },
  place: number,
) {
  const bytes = randomBytes(mebibyte)
  return session.putChunk(place * mebibyte, mebibyte, sha256(bytes), zstdCompressSync(bytes))
}

function startVictim(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [victim, keyPath, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.once('error', (error) => {
    throw error
  })
  return child
}

/** Waits for `count` lines that begin with `word` and gives back what follows it; the end of the process ends it too. */
async function lines(child: ChildProcess, word: string, count: number): Promise<string[]> {
  const found: string[] = []
  if (!child.stdout) return found
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(word)) found.push(line.slice(word.length + 1))
    if (found.length >= count || line.startsWith('done')) return found
  }
  return found
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BackupSession } from '../../station/images/backup-session.ts'
import type { ImageLibrary } from '../../station/images/library.ts'
import type { Refused } from '../../station/images/refusal.ts'
import {
  buildSmallImage,
  createTestFolder,
  flipByte,
  openTestLibrary,
  readAll,
  sha256,
} from '../fixtures/image-files.ts'

const mebibyte = 1024 * 1024
const folder = createTestFolder('images-backup')
const key = generateKeyPairSync('ed25519').privateKey
const raw = join(folder.path, 'storage.img')
let storage: Buffer
let library: ImageLibrary

type Chunk = { offset: number; bytes: Buffer; sha256: string; frame: Buffer }
let chunks: Chunk[]

beforeAll(async () => {
  await buildSmallImage(raw)
  storage = await readFile(raw)
  chunks = nonZeroChunks(storage)
  library = await openTestLibrary(join(folder.path, 'library'), key)
})

afterAll(async () => {
  await library.close()
  await folder.remove()
})

test('chunks in any order, some sent twice, become an image that equals the storage', async () => {
  const session = opened(await library.openBackup('job-1', storage.length))
  for (const chunk of [...chunks].reverse())
    expect(await put(session, chunk)).toEqual({ kind: 'ok' })
  for (const chunk of chunks.slice(0, 3)) expect(await put(session, chunk)).toEqual({ kind: 'ok' })
  expect(session.chunks()).toEqual(chunks.map(listed))
  const result = await session.seal(claimOf(chunks))
  if (result.kind === 'refused') throw new Error(result.message)
  expect(result.image).toMatchObject({
    name: 'Backup',
    rawSize: storage.length,
    definedBytes: storage.length,
    source: {
      kind: 'backup',
      boardSerial: '10000000abcd1234',
      jobId: 'job-1',
      storage: '/dev/mmcblk0',
    },
    partitionTable: { kind: 'mbr' },
  })
  expect((await readAll(library.rawStream(result.image.id))).equals(storage)).toBe(true)
  expect(await library.verify(result.image.id)).toMatchObject({ kind: 'ok' })
  expect(await session.putChunk(0, 512, '', Buffer.alloc(1))).toMatchObject({
    code: 'backup-closed',
  })
  const imported = await library.import({ path: raw, compressionLevel: 1 })
  expect(imported).toMatchObject({ kind: 'ok', alreadyThere: true, image: { id: result.image.id } })
})

test('ten backups at the same time, sent in parallel, each become their own image', async () => {
  const storages = Array.from({ length: 10 }, (_, board) => {
    const own = Buffer.from(storage)
    own.write(`board ${board}`, 6 * mebibyte)
    return own
  })
  const ids = await Promise.all(
    storages.map(async (own, board) => {
      const session = opened(await library.openBackup(`many-${board}`, own.length))
      const ownChunks = nonZeroChunks(own)
      const sent = await Promise.all(
        [...ownChunks, ...ownChunks].map((chunk) => put(session, chunk)),
      )
      expect(sent.every((answer) => answer.kind === 'ok')).toBe(true)
      const result = await session.seal(claimOf(ownChunks))
      if (result.kind === 'refused') throw new Error(result.message)
      return result.image.id
    }),
  )
  expect(new Set(ids).size).toBe(10)
  for (const [board, id] of ids.entries()) {
    expect(sha256(await readAll(library.rawStream(id)))).toBe(
      sha256(storages[board] ?? Buffer.alloc(0)),
    )
  }
  expect(readdirSync(join(folder.path, 'library')).filter((name) => name.startsWith('.'))).toEqual(
    [],
  )
})

test('a chunk that changed is sent again, the last one counts, and the old frame is not kept', async () => {
  const session = opened(await library.openBackup('changed', storage.length))
  const first = chunks[0]
  if (!first) throw new Error('no chunk')
  const old = chunkOf(first.offset, randomBytes(first.bytes.length))
  for (const chunk of [old, ...chunks]) expect(await put(session, chunk)).toEqual({ kind: 'ok' })
  const result = await session.seal(claimOf(chunks))
  if (result.kind === 'refused') throw new Error(result.message)
  expect(result.image.framesSize).toBe(chunks.reduce((sum, chunk) => sum + chunk.frame.length, 0))
  expect((await readAll(library.rawStream(result.image.id))).equals(storage)).toBe(true)
})

test('what does not fit the storage or its own words is refused, and the session goes on', async () => {
  const session = opened(await library.openBackup('hostile', storage.length))
  const good = chunkOf(0, randomBytes(4096))
  const { frame } = good
  const cases: [string, Promise<{ kind: 'ok' } | Refused>, string][] = [
    ['not a number', session.putChunk(Number.NaN, 4096, good.sha256, frame), 'chunk-invalid'],
    ['negative', session.putChunk(-4096, 4096, good.sha256, frame), 'chunk-invalid'],
    ['within a sector', session.putChunk(100, 4096, good.sha256, frame), 'chunk-invalid'],
    ['length 0', session.putChunk(0, 0, good.sha256, frame), 'chunk-invalid'],
    ['behind the end', session.putChunk(storage.length, 4096, good.sha256, frame), 'chunk-invalid'],
    ['across 1 MiB', session.putChunk(mebibyte - 512, 4096, good.sha256, frame), 'chunk-invalid'],
    ['no hash', session.putChunk(0, 4096, '../../etc', frame), 'chunk-invalid'],
    ['other length', session.putChunk(0, 8192, good.sha256, frame), 'chunk-mismatch'],
    ['other hash', session.putChunk(0, 4096, sha256(Buffer.alloc(1)), frame), 'chunk-mismatch'],
    ['no frame', session.putChunk(0, 4096, good.sha256, good.bytes), 'chunk-mismatch'],
    ['cut frame', session.putChunk(0, 4096, good.sha256, frame.subarray(0, -1)), 'chunk-mismatch'],
    [
      'two frames',
      session.putChunk(0, 4096, good.sha256, Buffer.concat([frame, frame])),
      'chunk-mismatch',
    ],
    ['giant', session.putChunk(0, 4096, good.sha256, Buffer.alloc(5 * mebibyte)), 'chunk-invalid'],
    [
      'a bomb',
      session.putChunk(0, 4096, good.sha256, zstdCompressSync(Buffer.alloc(64 * mebibyte))),
      'chunk-mismatch',
    ],
  ]
  for (const [what, answer, code] of cases) expect(await answer, what).toMatchObject({ code })
  expect(await put(session, good)).toEqual({ kind: 'ok' })
  expect(await put(session, chunkOf(512, randomBytes(512)))).toMatchObject({
    code: 'chunk-invalid',
  })
  expect(session.chunks()).toEqual([listed(good)])
  await session.discard()
  expect(await library.resumeBackup('hostile')).toMatchObject({ code: 'backup-unknown' })
})

test('names of jobs and sizes that cannot be are refused', async () => {
  expect(await library.openBackup('../escape', 512)).toMatchObject({ code: 'job-invalid' })
  expect(await library.openBackup('job', 511)).toMatchObject({ code: 'size-mismatch' })
  expect(await library.openBackup('job', 0)).toMatchObject({ code: 'size-mismatch' })
  const session = opened(await library.openBackup('job', 512))
  expect(await library.openBackup('job', 1024)).toMatchObject({ code: 'size-mismatch' })
  await session.discard()
})

test('a list that differs is refused, chunks can be deleted, and then it is sealed', async () => {
  const session = opened(await library.openBackup('differs', storage.length))
  for (const chunk of chunks) await put(session, chunk)
  const extra = chunkOf(storage.length - mebibyte, randomBytes(mebibyte))
  await put(session, extra)
  expect(await session.seal(claimOf(chunks))).toMatchObject({ code: 'list-mismatch' })
  await session.deleteChunk(extra.offset)
  await session.deleteChunk(12345)
  const wrong = { ...claimOf(chunks), listSha256: sha256(Buffer.alloc(1)) }
  expect(await session.seal(wrong)).toMatchObject({ code: 'list-mismatch' })
  expect(await session.seal({ ...claimOf(chunks), size: 512 })).toMatchObject({
    code: 'size-mismatch',
  })
  expect(await session.seal(claimOf(chunks))).toMatchObject({ kind: 'ok' })
})

test('a backup goes on after the library was closed, without what was damaged meanwhile', async () => {
  const path = join(folder.path, 'resumed')
  const first = await openTestLibrary(path, key)
  const session = opened(await first.openBackup('again', storage.length))
  for (const chunk of chunks) await put(session, chunk)
  await session.deleteChunk(chunks[1]?.offset ?? 0)
  await first.close()
  const frames = join(path, '.backup-again', 'frames.zst')
  await flipByte(frames, 40)
  const size = (await readFile(frames)).length
  await truncate(frames, size - 10)
  await writeFile(join(path, '.backup-again', 'journal.txt'), 'data 0 51', { flag: 'a' })
  const second = await openTestLibrary(path, key)
  expect(await second.pendingBackups()).toEqual(['again'])
  const resumed = opened(await second.openBackup('again', storage.length))
  expect(resumed.chunks()).toEqual(chunks.slice(2, -1).map(listed))
  for (const chunk of chunks) expect(await put(resumed, chunk)).toEqual({ kind: 'ok' })
  const result = await resumed.seal(claimOf(chunks))
  if (result.kind === 'refused') throw new Error(result.message)
  expect((await readAll(second.rawStream(result.image.id))).equals(storage)).toBe(true)
  expect(existsSync(join(path, '.backup-again'))).toBe(false)
  await second.close()
})

test('a raw stream becomes the same image as chunks do, and a broken one is refused', async () => {
  const session = opened(await library.openBackup('raw', storage.length))
  await put(session, chunkOf(storage.length - mebibyte, randomBytes(mebibyte)))
  const broken = async function* () {
    yield storage.subarray(0, 3 * mebibyte)
    throw new Error('the connection was reset')
  }
  expect(await session.putRawStream(Readable.from(broken()), storage.length)).toMatchObject({
    code: 'truncated',
  })
  const longer = Readable.from([storage, Buffer.alloc(512)])
  expect(await session.putRawStream(longer, storage.length)).toMatchObject({ kind: 'refused' })
  const sent = await session.putRawStream(Readable.from(pieces(storage, 100_000)), storage.length)
  if (sent.kind === 'refused') throw new Error(sent.message)
  expect(sent).toMatchObject({ size: storage.length, chunkCount: chunks.length })
  const { size, chunkCount, listSha256 } = sent
  const result = await session.seal({ ...claimOf(chunks), size, chunkCount, listSha256 })
  expect(result).toMatchObject({ kind: 'ok' })
  if (result.kind === 'ok') {
    expect((await readAll(library.rawStream(result.image.id))).equals(storage)).toBe(true)
  }
})

test('a storage without a partition table is backed up all the same', async () => {
  const session = opened(await library.openBackup('blank', 4 * mebibyte))
  const chunk = chunkOf(mebibyte, randomBytes(mebibyte))
  await put(session, chunk)
  const result = await session.seal(claimOf([chunk]))
  expect(result).toMatchObject({ kind: 'ok', image: { partitionTable: null, dataBytes: mebibyte } })
  const empty = opened(await library.openBackup('empty', 4 * mebibyte))
  expect(await empty.seal(claimOf([]))).toMatchObject({ kind: 'ok', image: { chunkCount: 0 } })
})

function opened(result: BackupSession | Refused): BackupSession {
  if (result.kind === 'refused') throw new Error(result.message)
  return result
}

function put(session: BackupSession, chunk: Chunk) {
  return session.putChunk(chunk.offset, chunk.bytes.length, chunk.sha256, chunk.frame)
}

function chunkOf(offset: number, bytes: Buffer): Chunk {
  return { offset, bytes, sha256: sha256(bytes), frame: zstdCompressSync(bytes) }
}

function nonZeroChunks(bytes: Buffer): Chunk[] {
  const found: Chunk[] = []
  for (let offset = 0; offset < bytes.length; offset += mebibyte) {
    const part = bytes.subarray(offset, offset + mebibyte)
    if (part.some((byte) => byte !== 0)) found.push(chunkOf(offset, part))
  }
  return found
}

function listed({ offset, bytes, sha256: hash }: Chunk) {
  return { offset, length: bytes.length, sha256: hash }
}

function claimOf(all: Chunk[]) {
  const hash = createHash('sha256')
  for (const chunk of all) hash.update(`${chunk.offset} ${chunk.bytes.length} ${chunk.sha256}\n`)
  return {
    name: 'Backup',
    boardSerial: '10000000abcd1234',
    storage: '/dev/mmcblk0',
    chunkCount: all.length,
    listSha256: hash.digest('hex'),
  }
}

function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

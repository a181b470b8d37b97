import { execFile } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestImage } from '../../simulator/demo-image.ts'
import { parseIndex } from '../../station/images/index-format.ts'
import type { ImageLibrary, ImportResult } from '../../station/images/library.ts'
import {
  buildSmallImage,
  createTestFolder,
  flipByte,
  flippedCopy,
  openTestLibrary,
  pack,
  packerNames,
  readAll,
  sha256,
  truncatedCopy,
  writeBlockMap,
  zip,
} from '../fixtures/image-files.ts'

const run = promisify(execFile)
const folder = createTestFolder('images-import')
const raw = join(folder.path, 'small.img')
const key = generateKeyPairSync('ed25519').privateKey
const level = { compressionLevel: 3 }
let places: TestImage
let rawBytes: Buffer
let library: ImageLibrary
const packed = new Map<string, string>()

beforeAll(async () => {
  places = await buildSmallImage(raw)
  rawBytes = await readFile(raw)
  for (const packer of packerNames) packed.set(packer, await pack(raw, packer))
  packed.set('zip', await zip(join(folder.path, 'small.zip'), raw))
  library = await openTestLibrary(join(folder.path, 'library'), key)
})

afterAll(async () => {
  await library.close()
  await folder.remove()
})

test('a raw image is sealed with its facts, and the raw stream gives back the same bytes', async () => {
  const result = await library.import({ path: raw, ...level })
  if (result.kind === 'refused') throw new Error(result.message)
  const { image } = result
  expect(image).toMatchObject({
    name: 'small',
    rawSize: rawBytes.length,
    definedBytes: rawBytes.length,
    operatingSystem: 'Test',
    source: { kind: 'import', fileName: 'small.img', compressedSha256: sha256(rawBytes) },
    sealedAt: '2026-01-01T00:00:00.000Z',
    partitionTable: {
      kind: 'mbr',
      partitions: [
        { number: 1, startByte: places.fat.start, filesystem: 'fat16', label: 'bootfs' },
        { number: 2, startByte: places.ext4.start, filesystem: 'ext4', label: 'rootfs' },
      ],
    },
  })
  expect(image.dataBytes).toBeLessThan(rawBytes.length / 2)
  expect((await readAll(library.rawStream(image.id))).equals(rawBytes)).toBe(true)
})

test('the filesystems in the raw stream are as clean as those that went in', async () => {
  const image = imageOf(await library.import({ path: raw, ...level }))
  const out = await readAll(library.rawStream(image.id))
  const [fat, ext4] = [join(folder.path, 'fat'), join(folder.path, 'ext4')]
  await writeFile(fat, out.subarray(places.fat.start, places.fat.start + places.fat.size))
  await writeFile(ext4, out.subarray(places.ext4.start, places.ext4.start + places.ext4.size))
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }
  await run('fsck.vfat', ['-n', fat], { env })
  await run('e2fsck', ['-fn', ext4], { env })
})

test('the sealed files are what the specification says', async () => {
  const image = imageOf(await library.import({ path: raw, ...level }))
  const [manifest, signature, index, frames] = await Promise.all(
    (['manifest.json', 'manifest.sig', 'index.txt', 'frames.zst'] as const).map(async (name) => {
      const file = await library.openFile(image.id, name)
      const bytes = await readFile(file?.path ?? '')
      expect(bytes.length).toBe(file?.size)
      return bytes
    }),
  )
  if (!manifest || !signature || !index || !frames) throw new Error('a file is missing')
  expect(verify(null, manifest, createPublicKey(key), signature)).toBe(true)
  const told = JSON.parse(manifest.toString())
  expect(told).toMatchObject({ format: 1, id: image.id, indexSha256: sha256(index) })
  const parsed = parseIndex(index.toString())
  if (parsed.kind === 'invalid') throw new Error(parsed.reason)
  for (const extent of parsed.index.extents) {
    if (extent.kind === 'zero') continue
    const frame = frames.subarray(extent.frameOffset, extent.frameOffset + extent.frameLength)
    const framePath = join(folder.path, 'frame.zst')
    await writeFile(framePath, frame)
    const { stdout } = await run('zstd', ['-dc', framePath], {
      encoding: 'buffer',
      maxBuffer: 2 ** 21,
    })
    expect(sha256(stdout)).toBe(extent.sha256)
  }
})

test.each([...packerNames, 'zip'])('%s gives the same image as the raw file', async (format) => {
  const fresh = await openTestLibrary(join(folder.path, `library-${format}`))
  const first = await fresh.import({ path: packed.get(format) ?? '', ...level })
  expect(first).toMatchObject({ kind: 'ok', alreadyThere: false })
  const image = imageOf(first)
  expect((await readAll(fresh.rawStream(image.id))).equals(rawBytes)).toBe(true)
  expect(image.name).toBe('small')
  const again = await fresh.import({ path: raw, compressionLevel: 1 })
  expect(again).toMatchObject({ kind: 'ok', alreadyThere: true, image: { id: image.id } })
  expect(fresh.list()).toHaveLength(1)
  await fresh.close()
})

test('a compressed file is recognised under any name', async () => {
  const renamed = join(folder.path, 'really-gzip.img')
  await copyFile(packed.get('gz') ?? '', renamed)
  expect(await library.import({ path: renamed, ...level })).toMatchObject({ kind: 'ok' })
})

test('zstd files of several frames and xz files of several streams are read to their end', async () => {
  const half = rawBytes.length / 2
  const halves = [rawBytes.subarray(0, half), rawBytes.subarray(half)]
  for (const [packer, name] of [
    ['zst', 'two.zst'],
    ['xz', 'two.xz'],
    ['gz', 'two.gz'],
    ['bz2', 'two.bz2'],
  ] as const) {
    const parts: Buffer[] = []
    for (const [place, bytes] of halves.entries()) {
      const part = join(folder.path, `half-${place}`)
      await writeFile(part, bytes)
      parts.push(await readFile(await pack(part, packer)))
    }
    await writeFile(join(folder.path, name), Buffer.concat(parts))
    const result = await library.import({ path: join(folder.path, name), ...level })
    expect(result, name).toMatchObject({ kind: 'ok', alreadyThere: true })
  }
})

test('a block map makes the other bytes undefined, and its checksums are compared', async () => {
  const lastBlock = rawBytes.length / 4096 - 1
  const bmapPath = await writeBlockMap(join(folder.path, 'small.bmap'), raw, [
    [0, 0],
    [1024, 2000],
    [4096, lastBlock],
  ])
  const image = imageOf(await library.import({ path: packed.get('xz') ?? '', bmapPath, ...level }))
  expect(image.definedBytes).toBe((1 + 977 + lastBlock - 4095) * 4096)
  const out = await readAll(library.rawStream(image.id))
  expect(
    out.subarray(1024 * 4096, 2001 * 4096).equals(rawBytes.subarray(1024 * 4096, 2001 * 4096)),
  ).toBe(true)
  expect(out.subarray(4096, 1024 * 4096).every((byte) => byte === 0)).toBe(true)
  const changed = await flippedCopy(raw, 1024 * 4096 + 5, join(folder.path, 'changed.img'))
  expect(await library.import({ path: changed, bmapPath, ...level })).toMatchObject({
    code: 'bmap-mismatch',
  })
  const shorter = await truncatedCopy(raw, rawBytes.length - 4096, join(folder.path, 'shorter.img'))
  expect(await library.import({ path: shorter, bmapPath, ...level })).toMatchObject({
    code: 'bmap-mismatch',
  })
  await writeFile(bmapPath, 'not xml')
  expect(await library.import({ path: raw, bmapPath, ...level })).toMatchObject({
    code: 'bmap-invalid',
  })
})

test('a packed file that is cut off at any of many points is refused as truncated', async () => {
  for (const [format, path] of packed) {
    const { size } = await stat(path)
    for (const length of [600, Math.floor(size / 3), Math.floor(size * 0.9), size - 1]) {
      const cut = await truncatedCopy(path, length, join(folder.path, `cut.${format}`))
      const result = await library.import({ path: cut, ...level })
      expect(result, `${format} at ${length}`).toMatchObject({ kind: 'refused', code: 'truncated' })
    }
  }
})

test('a raw file that is cut off is refused, within a sector and between sectors', async () => {
  const cut = join(folder.path, 'cut.img')
  await truncatedCopy(raw, rawBytes.length - 100, cut)
  expect(await library.import({ path: cut, ...level })).toMatchObject({ code: 'not-whole-sectors' })
  await truncatedCopy(raw, rawBytes.length - 5 * 512, cut)
  expect(await library.import({ path: cut, ...level })).toMatchObject({ code: 'truncated' })
})

test('a flipped byte in a packed file is never imported as if it were right', async () => {
  for (const [format, path] of packed) {
    const { size } = await stat(path)
    for (const part of [0.2, 0.5, 0.8]) {
      const broken = await flippedCopy(
        path,
        Math.floor(size * part),
        join(folder.path, `broken.${format}`),
      )
      const result = await library.import({ path: broken, ...level })
      // zstd's own checksum is optional; the program that packed the test file writes it.
      expect(result, `${format} at ${part}`).toMatchObject({ kind: 'refused' })
      if (result.kind === 'refused') expect(['corrupt', 'truncated']).toContain(result.code)
    }
  }
})

test('a packed file whose first sector is damaged is called corrupt, not an image without partitions', async () => {
  const stored = gzipSync(rawBytes, { level: 0 })
  // A header of 10 bytes and one of 5 for the first stored block: this is the signature of the MBR.
  const signature = 15 + 510
  expect(stored.readUInt16LE(signature)).toBe(0xaa55)
  stored[signature] = 0
  const path = join(folder.path, 'first-sector.gz')
  await writeFile(path, stored)
  expect(await library.import({ path, ...level })).toMatchObject({ code: 'corrupt' })
})

test('files that are no image are refused with a reason', async () => {
  const file = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(folder.path, name), bytes)
    return join(folder.path, name)
  }
  const cases: [path: string, code: string][] = [
    [join(folder.path, 'not-there.img'), 'source-unreadable'],
    [folder.path, 'source-unreadable'],
    [await file('empty.img', Buffer.alloc(0)), 'empty'],
    [await file('empty.gz', gzipSync(Buffer.alloc(0))), 'empty'],
    [await file('zeros.img', Buffer.alloc(3 * 2 ** 20)), 'no-partition-table'],
    [await file('text.img', Buffer.from('hello '.repeat(1000))), 'no-partition-table'],
    [await file('text.img.xz', Buffer.from('hello '.repeat(1000))), 'format-mismatch'],
    [await file('page.img.xz', Buffer.from('<!DOCTYPE html>\n'.repeat(99))), 'unknown-format'],
    [await file('twice.gz', gzipSync(gzipSync(rawBytes))), 'unknown-format'],
    [
      await zip(join(folder.path, 'two.zip'), raw, await file('other.img', rawBytes)),
      'zip-not-one-image',
    ],
    [
      await zip(
        join(folder.path, 'none.zip'),
        await file('a.txt', rawBytes),
        await file('b.txt', rawBytes),
      ),
      'zip-not-one-image',
    ],
    [await zip(join(folder.path, 'nested.zip'), packed.get('xz') ?? ''), 'unknown-format'],
  ]
  for (const [path, code] of cases) {
    const result = await library.import({ path, ...level })
    expect(result, path).toMatchObject({ kind: 'refused', code })
    if (result.kind === 'refused') expect(result.message).toMatch(/^.{20,}\.$/)
  }
})

test('a zip archive whose entry is longer than it says is refused', async () => {
  const lying = join(folder.path, 'lying.zip')
  const bytes = await readFile(packed.get('zip') ?? '')
  const central = bytes.indexOf(Buffer.from('504b0102', 'hex'))
  bytes.writeUInt32LE(4096, central + 24)
  await writeFile(lying, bytes)
  expect(await library.import({ path: lying, ...level })).toMatchObject({
    kind: 'refused',
    code: 'corrupt',
  })
})

test('nothing of a refused import stays in the library', () => {
  expect(readdirSync(join(folder.path, 'library')).filter((name) => name.startsWith('.'))).toEqual(
    [],
  )
})

test('an import that is cancelled stops soon and leaves nothing', async () => {
  const fresh = await openTestLibrary(join(folder.path, 'library-cancel'))
  for (const path of [raw, ...packed.values()]) {
    const abort = new AbortController()
    const result = await fresh.import(
      { path, compressionLevel: 19 },
      { signal: abort.signal, onProgress: () => abort.abort() },
    )
    expect(result, path).toMatchObject({ kind: 'refused', code: 'cancelled' })
  }
  expect(readdirSync(join(folder.path, 'library-cancel'))).toEqual([])
  await fresh.close()
})

test('progress grows to the end and comes at most ten times a second', async () => {
  const fresh = await openTestLibrary(join(folder.path, 'library-progress'))
  const seen: { at: number; bytesRead: number; rawBytes: number; bytesTotal: number }[] = []
  const began = performance.now()
  await fresh.import(
    { path: packed.get('xz') ?? '', compressionLevel: 9 },
    { onProgress: (progress) => seen.push({ at: performance.now(), ...progress }) },
  )
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.length).toBeLessThanOrEqual((performance.now() - began) / 100 + 1)
  for (const [place, step] of seen.entries()) {
    expect(step.bytesRead).toBeGreaterThanOrEqual(seen[place - 1]?.bytesRead ?? 0)
    expect(step.bytesRead).toBeLessThanOrEqual(step.bytesTotal)
  }
  await fresh.close()
})

test('several imports at the same time, two of the same image, end well', async () => {
  const fresh = await openTestLibrary(join(folder.path, 'library-many'))
  const paths = [raw, ...packed.values()]
  const results = await Promise.all(paths.map((path) => fresh.import({ path, ...level })))
  expect(results.filter((result) => result.kind === 'ok' && !result.alreadyThere)).toHaveLength(1)
  expect(results.filter((result) => result.kind === 'ok')).toHaveLength(paths.length)
  await fresh.close()
})

test('images, names and removals are the same after the library is opened again', async () => {
  const path = join(folder.path, 'library-again')
  const first = await openTestLibrary(path, key)
  const { id } = imageOf(await first.import({ path: raw, name: 'Golden', ...level }))
  expect(await first.rename(id, '  Bench 3 ')).toMatchObject({
    kind: 'ok',
    image: { name: 'Bench 3' },
  })
  expect(await first.rename(id, '\n')).toMatchObject({ code: 'name-invalid' })
  await first.close()
  const second = await openTestLibrary(path, key)
  expect(second.get(id)).toEqual({ ...first.get(id), name: 'Bench 3' })
  expect(await second.verify(id)).toMatchObject({ kind: 'ok' })
  expect(await second.remove(id)).toEqual({ kind: 'ok' })
  expect(await second.remove(id)).toMatchObject({ code: 'image-unknown' })
  await second.close()
  const third = await openTestLibrary(path, key)
  expect(third.list()).toEqual([])
  await third.close()
})

test('an image that another key signed is not shown', async () => {
  const path = join(folder.path, 'library-key')
  const first = await openTestLibrary(path)
  const { id } = imageOf(await first.import({ path: raw, ...level }))
  await first.close()
  const second = await openTestLibrary(path)
  expect(second.get(id)).toBeUndefined()
  expect(await second.import({ path: raw, ...level })).toMatchObject({
    kind: 'ok',
    alreadyThere: false,
  })
  await second.close()
})

test('a byte that changes on the disk is found by a check and ends the raw stream', async () => {
  const fresh = await openTestLibrary(join(folder.path, 'library-rot'))
  const { id } = imageOf(await fresh.import({ path: raw, ...level }))
  const frames = await fresh.openFile(id, 'frames.zst')
  await flipByte(frames?.path ?? '', Math.floor((frames?.size ?? 0) / 2))
  expect(await fresh.verify(id)).toMatchObject({ kind: 'refused', code: 'image-damaged' })
  await expect(readAll(fresh.rawStream(id))).rejects.toThrow('damaged at byte')
  const index = await fresh.openFile(id, 'index.txt')
  await flipByte(index?.path ?? '', 100)
  expect(await fresh.readIndex(id)).toMatchObject({ kind: 'refused', code: 'image-damaged' })
  expect(await fresh.verify('0'.repeat(32))).toMatchObject({ code: 'image-unknown' })
  await expect(readAll(fresh.rawStream('0'.repeat(32)))).rejects.toThrow('no image')
  await fresh.close()
})

function imageOf(result: ImportResult) {
  if (result.kind === 'refused') throw new Error(result.message)
  return result.image
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExt4 } from './ext4.ts'
import { operatingSystemOf, prettyName } from './operating-system.ts'

// Filesystems made by the real mke2fs, of every kind that matters, and the same ones with damage.

const mebibyte = 1024 * 1024
const name = 'Debian GNU/Linux 13 (trixie)'
const osRelease = `NAME="Debian"\nPRETTY_NAME="${name}"\nID=debian\n`
/** Longer than what fits into twelve blocks, so that single and double pointers are needed. */
const long = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * 7) % 251))
const kinds = {
  'ext2, 1 KiB blocks': ['-t', 'ext2', '-b', '1024'],
  'ext3, 4 KiB blocks': ['-t', 'ext3', '-b', '4096'],
  'ext4 as Raspberry Pi OS has it': ['-t', 'ext4', '-b', '4096', '-O', '64bit,metadata_csum'],
  'ext4 without 64 bit': ['-t', 'ext4', '-b', '1024', '-O', '^64bit,^metadata_csum'],
} as const
let folder: string
const images = new Map<string, Buffer>()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-ext4-'))
  const tree = join(folder, 'tree')
  mkdirSync(join(tree, 'etc'), { recursive: true })
  mkdirSync(join(tree, 'usr/lib/deep/er'), { recursive: true })
  writeFileSync(join(tree, 'usr/lib/os-release'), osRelease)
  symlinkSync('../usr/lib/os-release', join(tree, 'etc/os-release'))
  writeFileSync(join(tree, 'usr/lib/deep/er/long'), long)
  symlinkSync('/etc/loop-b', join(tree, 'etc/loop-a'))
  symlinkSync('/etc/loop-a', join(tree, 'etc/loop-b'))
  symlinkSync(`/usr/lib${'/deep/..'.repeat(8)}/deep/er/long`, join(tree, 'etc/far'))
  // So many names that the directory is hashed.
  mkdirSync(join(tree, 'many'))
  for (let count = 0; count < 300; count += 1)
    writeFileSync(join(tree, `many/a-rather-long-name-${count}`), String(count))
  for (const [kind, options] of Object.entries(kinds)) {
    const path = join(folder, 'image')
    writeFileSync(path, Buffer.alloc(8 * mebibyte))
    execFileSync('mke2fs', ['-q', '-F', ...options, '-d', tree, path], {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    })
    images.set(kind, readFileSync(path))
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function readerOf(bytes: Buffer) {
  return (offset: number, length: number) => bytes.subarray(offset, offset + length)
}

function open(bytes: Buffer) {
  return openExt4(readerOf(bytes), 0, bytes.length)
}

function systemOf(bytes: Buffer): string | null {
  const partition = {
    number: 1,
    startByte: 0,
    sizeBytes: bytes.length,
    type: '0x83',
    bootable: false,
    filesystem: 'ext4',
  }
  return operatingSystemOf({ kind: 'mbr', partitions: [partition] }, readerOf(bytes))
}

test.each(Object.keys(kinds))('%s: files, links and directories are read', (kind) => {
  const bytes = images.get(kind) ?? Buffer.alloc(0)
  const ext4 = open(bytes)
  if (ext4 === null) throw new Error('it was not opened')
  const read = (path: string, most = mebibyte) => ext4.readFile(path, most)
  expect(systemOf(bytes)).toBe(name)
  expect(read('/usr/lib/os-release')?.toString()).toBe(osRelease)
  expect(read('/etc/../etc/./os-release')?.toString()).toBe(osRelease)
  expect(read('/usr/lib/deep/er/long')?.equals(long)).toBe(true)
  expect(read('/etc/far')?.equals(long)).toBe(true)
  expect(read('/many/a-rather-long-name-299')?.toString()).toBe('299')
  expect(read('/many/a-rather-long-name-300')).toBeNull()
  expect(read('/etc/loop-a')).toBeNull()
  expect(read('/etc')).toBeNull()
  expect(read('/etc/os-release/x')).toBeNull()
  expect(read('/nothing')).toBeNull()
  expect(read('/usr/lib/deep/er/long', long.length - 1)).toBeNull()
})

test('what is no filesystem, or larger than its partition, is not opened', () => {
  expect(open(Buffer.alloc(mebibyte))).toBeNull()
  expect(open(Buffer.alloc(100))).toBeNull()
  const [bytes = Buffer.alloc(0)] = images.values()
  expect(open(bytes.subarray(0, 7 * mebibyte))).toBeNull()
})

test('damage of any kind neither ends the reader nor keeps it for long', () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31)
  const random = randomFrom(seed)
  const answers = new Set<string | null>()
  let worst = 0
  for (const [kind, image] of images) {
    // Where what a lookup reads lies: superblock, descriptors, inode tables, directories.
    const used = nonZeroBlocks(image)
    const bytes = Buffer.from(image)
    for (let round = 0; round < 250; round += 1) {
      const count = 1 + Math.floor(random() * 40)
      const places = Array.from({ length: count }, () => damage(bytes, used, random))
      const before = performance.now()
      try {
        answers.add(systemOf(bytes))
      } catch (error) {
        throw new Error(`${kind}, FUZZ_SEED=${seed}, round ${round}: ${String(error)}`)
      }
      const took = performance.now() - before
      worst = Math.max(worst, took)
      for (const at of places) image.copy(bytes, at, at, at + 4)
    }
  }
  // Not all damage may miss, and not all may hit.
  expect(answers.has(null) && answers.has(name), `FUZZ_SEED=${seed}`).toBe(true)
  expect(worst, `FUZZ_SEED=${seed}`).toBeLessThan(2_000)
})

test('a tree of extents that leads into itself ends', () => {
  const image = images.get('ext4 as Raspberry Pi OS has it') ?? Buffer.alloc(0)
  const bytes = Buffer.from(image)
  // Every extent node of the image is turned into an inner node whose children are all block 1.
  for (let at = 0; at + 12 <= bytes.length; at += 4) {
    if (bytes.readUInt16LE(at) !== 0xf30a) continue
    bytes.writeUInt16LE(4, at + 2)
    bytes.writeUInt16LE(5, at + 6)
    for (let entry = 1; entry <= 4; entry += 1) {
      bytes.writeUInt32LE(700, at + 12 * entry + 4)
      bytes.writeUInt16LE(0, at + 12 * entry + 8)
    }
  }
  const node = bytes.subarray(700 * 4096, 701 * 4096)
  node.fill(0)
  node.writeUInt16LE(0xf30a, 0)
  node.writeUInt16LE(340, 2)
  node.writeUInt16LE(4, 6)
  for (let entry = 1; entry <= 340; entry += 1) node.writeUInt32LE(700, 12 * entry + 4)
  const before = performance.now()
  expect(systemOf(bytes)).toBeNull()
  expect(performance.now() - before).toBeLessThan(2_000)
})

test.each([
  ['PRETTY_NAME="Raspbian GNU/Linux 12 (bookworm)"\n', 'Raspbian GNU/Linux 12 (bookworm)'],
  ["NAME=x\nPRETTY_NAME='Alpine Linux v3.21'\n", 'Alpine Linux v3.21'],
  ['PRETTY_NAME="5 \\"o\\" \\$HOME \\\\"\n', '5 "o" $HOME \\'],
  ['PRETTY_NAME=Void\r\n', 'Void'],
  ['NAME="Buildroot"\nVERSION=1\n', 'Buildroot'],
  ['PRETTY_NAME=""\nNAME=y\n', 'y'],
  ['#PRETTY_NAME="no"\nID=z\n', null],
  [`PRETTY_NAME="${'long '.repeat(100)}"`, 'long '.repeat(40)],
  ['PRETTY_NAME="bell\u0007 \u001b[31mred"', 'bell [31mred'],
  ['', null],
])('%j says %j', (text, expected) => {
  expect(prettyName(text)).toBe(expected)
})

function nonZeroBlocks(image: Buffer): number[] {
  const blocks: number[] = []
  const zeros = Buffer.alloc(1024)
  for (let at = 0; at < image.length; at += 1024)
    if (!image.subarray(at, at + 1024).equals(zeros)) blocks.push(at)
  return blocks
}

/** Writes something wrong and answers with the place. */
function damage(bytes: Buffer, blocks: readonly number[], random: () => number): number {
  // Half of the damage goes to the first blocks, which every lookup needs.
  const most = random() < 0.5 ? Math.min(64, blocks.length) : blocks.length
  const at = (blocks[Math.floor(random() * most)] ?? 0) + Math.floor(random() * 255) * 4
  const values = [0, 1, 0xff, 0xffff, 0xffffffff, 0x7fffffff, Math.floor(random() * 2 ** 32)]
  bytes.writeUInt32LE(values[Math.floor(random() * values.length)] ?? 0, at)
  return at
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ReadBytes } from './mbr.ts'
import { partitionBeyond, readPartitionTable } from './partition-table.ts'

const sector = 512

test('an MBR of Raspberry Pi OS is read with both of its partitions', () => {
  const disk = Buffer.alloc(64 * sector)
  writeEntry(disk, 0, 0, { type: 0x0c, start: 8192, count: 1048576 })
  writeEntry(disk, 0, 1, { type: 0x83, start: 1056768, count: 4096000, status: 0x80 })
  expect(readPartitionTable(reader(disk))).toEqual({
    kind: 'ok',
    table: {
      kind: 'mbr',
      partitions: [
        { number: 1, startByte: 4194304, sizeBytes: 536870912, type: '0x0c', bootable: false },
        { number: 2, startByte: 541065216, sizeBytes: 2097152000, type: '0x83', bootable: true },
      ],
    },
  })
})

test('logical partitions are numbered from 5 and placed by their chain of records', () => {
  const found = readPartitionTable(reader(diskWithLogicalPartitions()))
  expect(found.kind === 'ok' && found.table.partitions.map((p) => [p.number, p.startByte])).toEqual(
    [
      [1, 8 * sector],
      [5, 102 * sector],
      [6, 152 * sector],
    ],
  )
})

test('a chain of extended records that loops ends', () => {
  const disk = diskWithLogicalPartitions()
  writeEntry(disk, 150, 1, { type: 5, start: 50, count: 10 })
  const found = readPartitionTable(reader(disk))
  expect(found.kind === 'ok' && found.table.partitions).toHaveLength(3)
})

test('a GPT with right checksums is read with names and types', () => {
  const found = readPartitionTable(reader(gptDisk()))
  expect(found).toMatchObject({
    kind: 'ok',
    table: {
      kind: 'gpt',
      partitions: [
        {
          number: 1,
          startByte: 2048 * sector,
          sizeBytes: 1000 * sector,
          type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
          name: 'boot',
          bootable: true,
        },
      ],
    },
  })
})

test.each([
  ['a wrong header checksum', 40 + sector, 'header'],
  ['a wrong checksum of its entries', 2 * sector + 33, 'entries'],
])('a GPT with %s is refused with the reason', (_, at, reason) => {
  const disk = gptDisk()
  disk[at] = (disk[at] ?? 0) ^ 1
  const found = readPartitionTable(reader(disk))
  expect(found.kind === 'none' && found.reason).toContain(reason)
})

test.each([
  ['zeros', Buffer.alloc(4096)],
  ['fewer bytes than a sector', Buffer.alloc(100, 0x55)],
  ['nothing', Buffer.alloc(0)],
  ['a signature without entries', withSignature(Buffer.alloc(4096))],
  ['a boot sector of a filesystem', withSignature(Buffer.alloc(4096, 0x41))],
])('%s are no partition table', (_, disk) => {
  expect(readPartitionTable(reader(disk)).kind).toBe('none')
})

test('a partition that reaches behind the end of the image is found', () => {
  const disk = Buffer.alloc(64 * sector)
  writeEntry(disk, 0, 0, { type: 0x83, start: 8, count: 100 })
  const found = readPartitionTable(reader(disk))
  if (found.kind === 'none') throw new Error(found.reason)
  expect(partitionBeyond(found.table, 107 * sector)?.number).toBe(1)
  expect(partitionBeyond(found.table, 108 * sector)).toBeUndefined()
})

test('no mutation of a partition table makes the reader throw or hang', {
  timeout: 120_000,
}, () => {
  const disks = [diskWithLogicalPartitions(), gptDisk()]
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (let round = 0; round < 100_000; round += 1) {
    const disk = disks[round % 2] ?? Buffer.alloc(0)
    const changed = Array.from({ length: 1 + random(6) }, () => random(disk.length))
    const before = changed.map((at) => disk[at] ?? 0)
    for (const at of changed) disk[at] = random(256)
    if (round % 4 === 1) fixGptChecksums(disk)
    readPartitionTable(reader(disk))
    for (const [place, at] of changed.entries()) disk[at] = before[place] ?? 0
    if (round % 4 === 1) fixGptChecksums(disk)
  }
})

function reader(disk: Buffer): ReadBytes {
  return (offset, length) => disk.subarray(offset, offset + length)
}

function withSignature(disk: Buffer): Buffer {
  disk.writeUInt16LE(0xaa55, 510)
  return disk
}

type NewEntry = { type: number; start: number; count: number; status?: number }

function writeEntry(disk: Buffer, atSector: number, place: number, entry: NewEntry) {
  const at = atSector * sector + 446 + place * 16
  disk.writeUInt8(entry.status ?? 0, at)
  disk.writeUInt8(entry.type, at + 4)
  disk.writeUInt32LE(entry.start, at + 8)
  disk.writeUInt32LE(entry.count, at + 12)
  disk.writeUInt16LE(0xaa55, atSector * sector + 510)
}

function diskWithLogicalPartitions(): Buffer {
  const disk = Buffer.alloc(160 * sector)
  writeEntry(disk, 0, 0, { type: 0x0c, start: 8, count: 50 })
  writeEntry(disk, 0, 1, { type: 5, start: 100, count: 100 })
  writeEntry(disk, 100, 0, { type: 0x83, start: 2, count: 20 })
  writeEntry(disk, 100, 1, { type: 5, start: 50, count: 30 })
  writeEntry(disk, 150, 0, { type: 0x83, start: 2, count: 20 })
  return disk
}

/** A header at sector 1 and four entries of 128 bytes at sector 2. */
function gptDisk(): Buffer {
  const disk = Buffer.alloc(8 * sector)
  writeEntry(disk, 0, 0, { type: 0xee, start: 1, count: 7 })
  disk.write('EFI PART', sector, 'latin1')
  disk.writeUInt32LE(92, sector + 12)
  disk.writeBigUInt64LE(2n, sector + 72)
  disk.writeUInt32LE(4, sector + 80)
  disk.writeUInt32LE(128, sector + 84)
  Buffer.from('28732ac11ff8d211ba4b00a0c93ec93b', 'hex').copy(disk, 2 * sector)
  disk.writeBigUInt64LE(2048n, 2 * sector + 32)
  disk.writeBigUInt64LE(3047n, 2 * sector + 40)
  disk.write('boot', 2 * sector + 56, 'utf16le')
  fixGptChecksums(disk)
  return disk
}

function fixGptChecksums(disk: Buffer) {
  disk.writeUInt32LE(crc32(disk.subarray(2 * sector, 2 * sector + 512)), sector + 88)
  disk.writeUInt32LE(0, sector + 16)
  disk.writeUInt32LE(crc32(disk.subarray(sector, sector + 92)), sector + 16)
}

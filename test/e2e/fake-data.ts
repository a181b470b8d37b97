import type { Board, BootStage, Storage } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'

// Canned boards and images for the stand-in station.

const gibibyte = 1024 ** 3

const emmc: Storage = {
  path: '/dev/mmcblk0',
  kind: 'emmc',
  sizeBytes: 7_818_182_656,
  name: '8GTF4R',
  cid: '150100384754463452066a3c1b2d5f00',
  removable: false,
}
const nvme: Storage = {
  path: '/dev/nvme0n1',
  kind: 'nvme',
  sizeBytes: 256_060_514_304,
  name: 'SAMSUNG MZVLQ256HBJD',
  cid: '',
  removable: false,
}
const card: Storage = {
  path: '/dev/mmcblk0',
  kind: 'sd',
  sizeBytes: 1_967_128_576,
  name: 'SD02G',
  cid: '0353445355303247801a2b3c4d00e5a7',
  removable: true,
}

const kinds = [
  {
    model: 'Raspberry Pi Compute Module 4 Rev 1.1',
    revision: 'c03141',
    memory: 4,
    storages: [emmc],
  },
  {
    model: 'Raspberry Pi 5 Model B Rev 1.0',
    revision: 'd04170',
    memory: 8,
    storages: [nvme, { ...card, sizeBytes: 31_914_983_424, name: 'SD32G' }],
  },
  { model: 'Raspberry Pi 4 Model B Rev 1.5', revision: 'b03115', memory: 2, storages: [card] },
  {
    model: 'Raspberry Pi 3 Model B Plus Rev 1.3',
    revision: 'a020d3',
    memory: 1,
    storages: [{ ...card, sizeBytes: 15_931_539_456, name: 'SD16G' }],
  },
] as const

/** The n-th board (from 0) at this stage. Boards that never ran our agent tell no storages. */
export function fakeBoard(index: number, stage: BootStage): Board {
  const kind = kinds[index % kinds.length] ?? kinds[0]
  const tail = (0xa1b2c3d4 + index * 0x1357).toString(16).padStart(8, '0')
  const known = !['power', 'address', 'boot-files'].includes(stage.kind)
  return {
    id: `board-${index + 1}`,
    serial: stage.kind === 'power' ? null : `10000000${tail}`,
    macs: [`dc:a6:32:${tail.slice(2, 4)}:${tail.slice(4, 6)}:${tail.slice(6, 8)}`],
    ip: stage.kind === 'power' ? null : `10.47.0.${11 + index}`,
    name: index === 0 ? 'gateway north hall' : null,
    slot: String(index + 1),
    model: known ? kind.model : null,
    revision: known ? kind.revision : null,
    memoryBytes: known ? kind.memory * gibibyte : null,
    eepromVersion: known ? '2026-01-09' : null,
    bootMode: known ? 'network' : null,
    storages: known ? [...kind.storages] : [],
    stage,
    netboot: 'agent',
    approved: false,
    firstSeenAt: stage.since - 60_000,
    lastSeenAt: stage.since,
  }
}

/** Three images: one fits everywhere, one is larger than a 2 GB card, one came from a backup. */
export function fakeImages(now: number): Image[] {
  return [
    fakeImage('Raspberry Pi OS Lite 2026-05', 1.6, now - 86_400_000 * 3),
    fakeImage('gateway image 4.2', 6.4, now - 3_600_000 * 5),
    {
      ...fakeImage('north hall backup', 1.9, now - 3_600_000),
      source: {
        kind: 'backup',
        boardSerial: '10000000a1b2c3d4',
        jobId: 'job-0',
        storage: '/dev/mmcblk0',
      },
    },
  ]
}

/** One sealed image of this many gigabytes with a boot and a root partition. */
export function fakeImage(name: string, gigabytes: number, sealedAt: number): Image {
  const rawSize = Math.round((gigabytes * 1e9) / 512) * 512
  const boot = 536_870_912
  const start = 4_194_304
  return {
    id: `image-${name.replace(/\W+/g, '-')}`,
    name,
    rawSize,
    definedBytes: rawSize,
    dataBytes: Math.round(rawSize * 0.62),
    framesSize: Math.round(rawSize * 0.27),
    chunkCount: Math.round((rawSize * 0.62) / 1_048_576),
    partitionTable: {
      kind: 'mbr',
      partitions: [
        {
          number: 1,
          startByte: start,
          sizeBytes: boot,
          type: '0c',
          bootable: false,
          filesystem: 'vfat',
          label: 'bootfs',
        },
        {
          number: 2,
          startByte: start + boot,
          sizeBytes: rawSize - boot - start,
          type: '83',
          bootable: false,
          filesystem: 'ext4',
          label: 'rootfs',
        },
      ],
    },
    operatingSystem: 'Debian GNU/Linux 13 (trixie)',
    source: { kind: 'import', fileName: `${name}.img.xz`, compressedSha256: 'ab'.repeat(32) },
    sealedAt: new Date(sealedAt).toISOString(),
  }
}

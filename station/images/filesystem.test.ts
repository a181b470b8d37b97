import { expect, test } from 'vitest'
import { filesystemProbeLength, recogniseFilesystem } from './filesystem.ts'

type Field = [at: number, value: string | number[]]

test.each<[string, Field[], object]>([
  [
    'fat32',
    [
      [11, [0, 2]],
      [71, 'bootfs     '],
      [82, 'FAT32   '],
      [510, [0x55, 0xaa]],
    ],
    { label: 'bootfs' },
  ],
  [
    'fat16',
    [
      [11, [0, 2]],
      [43, 'NO NAME    '],
      [54, 'FAT16   '],
      [510, [0x55, 0xaa]],
    ],
    {},
  ],
  [
    'fat12',
    [
      [11, [0, 2]],
      [43, 'SMALL      '],
      [54, 'FAT12   '],
      [510, [0x55, 0xaa]],
    ],
    { label: 'SMALL' },
  ],
  ['ext2', [[1080, [0x53, 0xef]]], {}],
  [
    'ext3',
    [
      [1080, [0x53, 0xef]],
      [1116, [4]],
    ],
    {},
  ],
  [
    'ext4',
    [
      [1080, [0x53, 0xef]],
      [1116, [4]],
      [1120, [0x40]],
      [1144, 'rootfs'],
    ],
    { label: 'rootfs' },
  ],
  ['squashfs', [[0, 'hsqs']], {}],
  [
    'xfs',
    [
      [0, 'XFSB'],
      [108, 'data'],
    ],
    { label: 'data' },
  ],
  [
    'btrfs',
    [
      [0x10040, '_BHRfS_M'],
      [0x1012b, 'pool'],
    ],
    { label: 'pool' },
  ],
  [
    'f2fs',
    [
      [1024, [0x10, 0x20, 0xf5, 0xf2]],
      [1148, 'f\0l\0'],
    ],
    { label: 'fl' },
  ],
  [
    'swap',
    [
      [4086, 'SWAPSPACE2'],
      [1052, 'swap0'],
    ],
    { label: 'swap0' },
  ],
  ['swap', [[16374, 'SWAPSPACE2']], {}],
])('%s is recognised with its label', (filesystem, fields, expected) => {
  const bytes = Buffer.alloc(filesystemProbeLength)
  for (const [at, value] of fields) Buffer.from(value as string, 'latin1').copy(bytes, at)
  expect(recogniseFilesystem(bytes)).toEqual({ filesystem, ...expected })
})

test('nothing is recognised in zeros or in fewer bytes than a superblock', () => {
  expect(recogniseFilesystem(Buffer.alloc(filesystemProbeLength))).toBeNull()
  expect(recogniseFilesystem(Buffer.alloc(0))).toBeNull()
  expect(recogniseFilesystem(Buffer.from('hsq'))).toBeNull()
})

test('control characters in a label are dropped', () => {
  const bytes = Buffer.alloc(filesystemProbeLength)
  Buffer.from([0x53, 0xef]).copy(bytes, 1080)
  bytes.write('a\u001b[31mb', 1144)
  expect(recogniseFilesystem(bytes)).toEqual({ filesystem: 'ext2', label: 'a[31mb' })
})

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listLinuxDrives } from './linux-drives.ts'
import type { CommandResult } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'bootbench-sysfs-'))
const blockFolder = join(folder, 'class/block')

beforeAll(() => {
  const usb = 'devices/pci0000:00/0000:00:14.0/usb2'
  disk('nvme0n1', 'devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1')
  file(`${usb}/2-1/2-1.2/idVendor`, '0781')
  file(`${usb}/2-1/2-1.2/serial`, '4C530001210914115562')
  disk('sda', `${usb}/2-1/2-1.2/2-1.2:1.0/host0/target0:0:0/0:0:0:0/block/sda`)
  // The root hub has a serial number of its own, the controller's address, and is not what the reader is known by.
  file(`${usb}/idVendor`, '1d6b')
  file(`${usb}/serial`, '0000:00:14.0')
  file(`${usb}/2-3/idVendor`, '05e3')
  disk('sdb', `${usb}/2-3/2-3:1.0/host1/target1:0:0/1:0:0:0/block/sdb`)
  const card = 'devices/platform/emmc2bus/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa'
  file(`${card}/type`, 'SD')
  file(`${card}/name`, 'SC64G')
  file(`${card}/cid`, '035344534336344780f1c0ffee014b00')
  disk('mmcblk0', `${card}/block/mmcblk0`)
  link(`${card}/block/mmcblk0/device`, join(folder, card))
})

afterAll(() => rmSync(folder, { recursive: true }))

function file(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), `${text}\n`)
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  symlinkSync(target, join(folder, path))
}

function disk(name: string, place: string): void {
  mkdirSync(join(folder, place), { recursive: true })
  link(`class/block/${name}`, join(folder, place))
}

/** Recorded with util-linux 2.38 on a notebook that runs from an encrypted NVMe, with a stick, an empty reader and a card plugged in. */
const notebook = {
  blockdevices: [
    {
      name: 'loop0',
      type: 'loop',
      size: 4096,
      ro: true,
      vendor: null,
      model: null,
      mountpoints: ['/snap/x'],
    },
    {
      name: 'sda',
      type: 'disk',
      size: 30_765_219_840,
      ro: false,
      vendor: 'SanDisk ',
      model: 'Ultra   Fit     ',
      mountpoints: [null],
      children: [
        {
          name: 'sda1',
          type: 'part',
          size: 536_870_912,
          ro: false,
          vendor: null,
          model: null,
          mountpoints: ['/media/alex/boot'],
        },
        {
          name: 'sda2',
          type: 'part',
          size: 20_000_000_000,
          ro: false,
          vendor: null,
          model: null,
          mountpoints: [null],
          children: [
            {
              name: 'vault',
              type: 'crypt',
              size: 19_000_000_000,
              ro: false,
              vendor: null,
              model: null,
              mountpoints: ['/srv/vault'],
            },
          ],
        },
      ],
    },
    {
      name: 'sdb',
      type: 'disk',
      size: 0,
      ro: false,
      vendor: 'Generic-',
      model: 'SD/MMC',
      mountpoints: [null],
    },
    {
      name: 'sr0',
      type: 'rom',
      size: 1_073_741_312,
      ro: false,
      vendor: 'TSST',
      model: 'DVD',
      mountpoints: [null],
    },
    {
      name: 'mmcblk0',
      type: 'disk',
      size: 63_864_569_856,
      ro: true,
      vendor: null,
      model: null,
      mountpoints: [null],
    },
    {
      name: 'mmcblk0boot0',
      type: 'disk',
      size: 4_194_304,
      ro: true,
      vendor: null,
      model: null,
      mountpoints: [null],
    },
    {
      name: 'nvme0n1',
      type: 'disk',
      size: 512_110_190_592,
      ro: false,
      vendor: null,
      model: 'Samsung',
      mountpoints: ['/'],
    },
  ],
}

function exited(stdout: string, code = 0, stderr = ''): CommandResult {
  return { kind: 'exited', code, stdout, stderr }
}

function list(...results: readonly CommandResult[]) {
  const left = [...results]
  return listLinuxDrives({ blockFolder, run: async () => left.shift() ?? { kind: 'timed-out' } })
}

test('sticks, readers and cards are drives; built-in disks, optical ones and boot partitions of eMMC are not', async () => {
  expect(await list(exited(JSON.stringify(notebook)))).toEqual({
    kind: 'found',
    drives: [
      {
        name: 'sda',
        path: '/dev/sda',
        model: 'SanDisk Ultra Fit',
        serial: '4C530001210914115562',
        sizeBytes: 30_765_219_840,
        kind: 'usb',
        usbPath: '2-1.2',
        isReadOnly: false,
        mountPoints: ['/media/alex/boot', '/srv/vault'],
        usedBy: ['crypt'],
      },
      {
        name: 'sdb',
        path: '/dev/sdb',
        model: 'Generic- SD/MMC',
        serial: '',
        sizeBytes: 0,
        kind: 'usb',
        usbPath: '2-3',
        isReadOnly: false,
        mountPoints: [],
        usedBy: [],
      },
      {
        name: 'mmcblk0',
        path: '/dev/mmcblk0',
        model: 'SD SC64G',
        serial: '035344534336344780f1c0ffee014b00',
        sizeBytes: 63_864_569_856,
        kind: 'sd',
        usbPath: null,
        isReadOnly: true,
        mountPoints: [],
        usedBy: [],
      },
    ],
  })
})

test('an older lsblk is asked again without the column that it does not know; its numbers are text', async () => {
  const old = {
    blockdevices: [
      {
        name: 'sda',
        type: 'disk',
        size: '30765219840',
        ro: '0',
        vendor: 'SanDisk',
        model: 'Ultra',
        mountpoint: null,
        children: [{ name: 'sda1', type: 'part', size: '1', ro: '0', mountpoint: '/media/x' }],
      },
    ],
  }
  const unknown = exited('', 1, 'lsblk: unknown column: MOUNTPOINTS')
  expect(await list(unknown, exited(JSON.stringify(old)))).toMatchObject({
    kind: 'found',
    drives: [{ sizeBytes: 30_765_219_840, isReadOnly: false, mountPoints: ['/media/x'] }],
  })
})

test('a drive that is gone by the time it is looked at is left out', async () => {
  const gone = { name: 'sdz', type: 'disk', size: 1, ro: false, mountpoints: [null] }
  expect(await list(exited(JSON.stringify({ blockdevices: [gone] })))).toEqual({
    kind: 'found',
    drives: [],
  })
})

test.for([
  [{ kind: 'not-installed' }, 'lsblk is not installed'],
  [{ kind: 'timed-out' }, 'did not end'],
  [{ kind: 'failed', message: 'EACCES' }, 'EACCES'],
  [exited('Segmentation fault'), 'not understood'],
  [exited('{"blockdevices":7}'), 'not understood'],
  [
    exited('{"blockdevices":[{"name":"sda","type":"disk","size":"big","ro":false}]}'),
    'not understood',
  ],
] satisfies [CommandResult, string][])(
  'without a tree it says why: %j',
  async ([result, words]) => {
    expect(await list(result)).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining(words),
    })
  },
)

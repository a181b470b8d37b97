import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { UsbChip } from '../../contract/usb-board.ts'
import { openTargetFiles, type TargetFiles } from './boot-files.ts'
import { tarOf } from './test-tar.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-usb-files-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
}

async function opened(): Promise<TargetFiles> {
  const files = await openTargetFiles(folder, 'mass-storage')
  if (files.kind === 'refused') throw new Error(files.message)
  return files
}

async function read(name: string, chip: UsbChip = 'bcm2711', path = '1-1.2') {
  const file = await (await opened()).filesFor(chip, path).open(name)
  if (file === null) return null
  const bytes = await file.read(0, file.size)
  await file.close()
  return Buffer.from(bytes).toString()
}

test('the folder of the USB port wins over that of the chip, and that over the plain file and the archive', async () => {
  put({ 'bootfiles.bin': tarOf({ '2711/config.txt': 'archive' }) })
  expect(await read('config.txt')).toBe('archive')
  put({ 'config.txt': 'plain' })
  expect(await read('config.txt')).toBe('plain')
  put({ '2711/config.txt': 'chip' })
  expect(await read('config.txt')).toBe('chip')
  put({ '1-1.2/config.txt': 'port' })
  expect(await read('config.txt')).toBe('port')
  expect(await read('config.txt', 'bcm2711', '1-1')).toBe('chip')
  expect(await read('config.txt', 'bcm2712', '1-1')).toBe('plain')
})

test('the old chips are found under every name that tools give their folder', async () => {
  put({ '2836/start.elf': 'imager', 'bootfiles.bin': tarOf({ '2710/fixup.dat': 'rpiboot' }) })
  expect(await read('start.elf', 'bcm2837')).toBe('imager')
  expect(await read('fixup.dat', 'bcm2835')).toBe('rpiboot')
})

test('boot code is that of the chip, and never comes from the folder of a USB port', async () => {
  put({ '1-1.2/bootcode4.bin': 'port', 'bootfiles.bin': tarOf({ '2711/bootcode4.bin': 'four' }) })
  const files = await opened()
  expect(Buffer.from((await files.bootCode('bcm2711')) ?? []).toString()).toBe('four')
  expect(await files.bootCode('bcm2712')).toBeNull()
})

test('a link that leads out of the folder is no boot file', async () => {
  put({ 'config.txt': '' })
  symlinkSync('/etc/hostname', join(folder, 'secret'))
  expect(await read('secret')).toBeNull()
})

test('names that lead out of the folder find nothing', async () => {
  put({ 'config.txt': '' })
  expect(await read('../config.txt')).toBeNull()
  expect(await read('/etc/hostname')).toBeNull()
  expect(await read('__proto__')).toBeNull()
})

test('a folder without files is refused, with what to do', async () => {
  const refused = await openTargetFiles(join(folder, 'nothing'), 'agent')
  expect(refused).toMatchObject({ kind: 'refused', code: 'usb-files-not-imported' })
})

test.each([
  ['pieeprom.bin', ''],
  ['2711/pieeprom.original.bin', ''],
  ['recovery.bin', ''],
  ['config.txt', '[all]\nprogram_pubkey=1\n'],
  ['config.txt', '  program_jtag_lock = 1'],
  ['config.txt', 'erase_eeprom=1'],
])('files that write to the board are refused: %s %j', async (name, text) => {
  put({ 'bootcode4.bin': 'four', [name]: text })
  const refused = await openTargetFiles(folder, 'mass-storage')
  expect(refused).toMatchObject({ kind: 'refused', code: 'usb-files-write-board' })
})

test('a setting that is only named in a comment does no harm', async () => {
  put({ 'bootcode4.bin': 'four', 'config.txt': '#program_pubkey=1\nboot_ramdisk=1\n' })
  expect(await read('config.txt')).toContain('boot_ramdisk')
})

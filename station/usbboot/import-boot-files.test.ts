import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importBootFiles } from './import-boot-files.ts'

let folder: string
let to: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-usb-import-'))
  to = join(folder, 'data', 'usb-boot', 'mass-storage')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(files: Readonly<Record<string, string>>): string {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  return folder
}

function zip(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
) {
  const path = join(folder, 'files.zip')
  const plain = Object.entries(files).map(([name, bytes]) => [name, strToU8(bytes)] as const)
  const asLinks = Object.entries(links).map(
    ([name, target]) => [name, [strToU8(target), { os: 3, attrs: 0o120_777 << 16 }]] as const,
  )
  writeFileSync(path, zipSync(Object.fromEntries([...plain, ...asLinks])))
  return path
}

const text = (name: string): string => readFileSync(join(to, name), 'utf8')

test('a folder is copied with its links, and every file is told with its SHA-256', async () => {
  put({
    'firmware/bootfiles.bin': 'tar',
    'gadget/config.txt': 'abc',
    'gadget/1-1.2/config.txt': '',
  })
  symlinkSync('../firmware/bootfiles.bin', join(folder, 'gadget', 'bootfiles.bin'))
  const hashes = await importBootFiles(join(folder, 'gadget'), to, null)
  expect(hashes.map(({ name }) => name)).toEqual([
    '1-1.2/config.txt',
    'bootfiles.bin',
    'config.txt',
  ])
  expect(hashes[2]).toEqual({
    name: 'config.txt',
    size: 3,
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  })
  expect(text('bootfiles.bin')).toBe('tar')
})

test('one folder of a zip archive is taken, and what its links lead to', async () => {
  const archive = zip(
    { 'usbboot-main/firmware/bootfiles.bin': 'tar', 'usbboot-main/gadget/config.txt': 'abc' },
    { 'usbboot-main/gadget/bootfiles.bin': '../firmware/bootfiles.bin' },
  )
  await importBootFiles(archive, to, 'gadget')
  expect(text('bootfiles.bin')).toBe('tar')
  expect(text('config.txt')).toBe('abc')
  await expect(importBootFiles(archive, to, 'other')).rejects.toThrow('no folder "other"')
})

test('a link that leads out of the archive is refused', async () => {
  const archive = zip({ 'config.txt': '' }, { 'bootcode4.bin': '../../etc/passwd' })
  await expect(importBootFiles(archive, to, null)).rejects.toThrow('which is not in it')
})

test('an import takes the place of the one before', async () => {
  await importBootFiles(
    put({ 'a/bootcode4.bin': '', 'a/old.txt': '' }) && join(folder, 'a'),
    to,
    null,
  )
  await importBootFiles(put({ 'b/bootcode5.bin': '' }) && join(folder, 'b'), to, null)
  expect(existsSync(join(to, 'old.txt'))).toBe(false)
  expect(existsSync(join(to, 'bootcode5.bin'))).toBe(true)
})

test.each([
  ['no boot code', { 'x/config.txt': '' }, 'no bootcode.bin'],
  ['no files', { other: '' }, 'There is no'],
  ['an EEPROM image', { 'x/bootcode4.bin': '', 'x/pieeprom.bin': '' }, 'write to the board'],
  ['fuses', { 'x/bootcode4.bin': '', 'x/config.txt': 'program_pubkey=1' }, 'write to the board'],
  ['a name for no board', { 'x/bootcode4.bin': '', 'x/a:b': '' }, 'No board can ask'],
])('a folder with %s is refused, and what was imported stays', async (_, files, why) => {
  await importBootFiles(put({ 'good/bootcode4.bin': 'good' }) && join(folder, 'good'), to, null)
  put(files as Record<string, string>)
  await expect(importBootFiles(join(folder, 'x'), to, null)).rejects.toThrow(why)
  expect(text('bootcode4.bin')).toBe('good')
})

test('a file that is no zip archive is refused in words', async () => {
  put({ 'files.zip': 'not a zip archive' })
  const file = join(folder, 'files.zip')
  await expect(importBootFiles(file, to, null)).rejects.toThrow("can't be read as a zip archive")
})

import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeEepromImage } from '../protocols/rpiboot/eeprom-image.ts'
import { dangerIn } from './boot-file-danger.ts'
import { importRecoveryFiles } from './import-recovery-files.ts'
import { openRecoveryFiles } from './recovery-files.ts'

let folder: string
let from: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-recovery-'))
  from = join(folder, 'from')
  mkdirSync(from)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const texts = ['BUILD_TIMESTAMP=1779045198']
const old = makeEepromImage({ chip: 'bcm2711', config: 'BOOT_ORDER=0xf41\n', texts })
const newer = makeEepromImage({ chip: 'bcm2711', config: 'BOOT_ORDER=0xf21\n', texts })
const of2712 = makeEepromImage({ chip: 'bcm2712', config: 'BOOT_ORDER=0xf461\n', texts })

function put(files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(from, name), content)
}

function importing() {
  return importRecoveryFiles(from, join(folder, 'recovery'), null)
}

test('the folders of usbboot are imported, each beside the other, and only what is needed of them', async () => {
  put({ 'bootcode4.bin': 'program', 'pieeprom.original.bin': old, 'pieeprom.bin': newer })
  put({ 'README.md': 'x', 'boot.conf': 'x', 'config.txt': '#recovery_reboot=1\n' })
  const { chip, files } = await importing()
  expect(chip).toBe('bcm2711')
  expect(files.map(({ name }) => name)).toEqual(['bootcode4.bin', 'pieeprom.original.bin'])
  rmSync(from, { recursive: true })
  mkdirSync(from)
  put({ 'bootcode5.bin': 'program', 'pieeprom.original.bin': of2712 })
  expect((await importing()).chip).toBe('bcm2712')
  expect(readdirSync(join(folder, 'recovery')).sort()).toEqual(['2711', '2712'])
  expect(await openRecoveryFiles(join(folder, 'recovery'), 'bcm2711')).toMatchObject({
    kind: 'ready',
    fileName: 'pieeprom.original.bin',
    image: { config: 'BOOT_ORDER=0xf41\n' },
  })
})

test('the folders of rpi-eeprom are imported: the newest image, and the program under its other name', async () => {
  put({
    'recovery.bin': 'program',
    'pieeprom-2024-01-22.bin': old,
    'pieeprom-2026-05-17.bin': newer,
  })
  const { files } = await importing()
  expect(files.map(({ name }) => name)).toEqual(['bootcode4.bin', 'pieeprom-2026-05-17.bin'])
})

test('links lead to their files, as in a clone of usbboot', async () => {
  const real = join(folder, 'firmware')
  mkdirSync(real)
  writeFileSync(join(real, 'recovery.bin'), 'program')
  symlinkSync(join(real, 'recovery.bin'), join(from, 'bootcode4.bin'))
  put({ 'pieeprom.original.bin': old })
  expect((await importing()).files).toHaveLength(2)
})

const sig = (more: string) => `${'a'.repeat(64)}\nts: 1\n${more}`

const refused: [string, Record<string, string | Uint8Array>, RegExp][] = [
  ['no image', { 'bootcode4.bin': 'program' }, /no pieeprom/],
  ['no program', { 'pieeprom.bin': old }, /no bootcode4.bin/],
  ['an empty program', { 'bootcode4.bin': '', 'pieeprom.bin': old }, /can't be a recovery/],
  [
    'the program of the other chip',
    { 'bootcode5.bin': 'x', 'recovery.bin': 'x', 'pieeprom.bin': old },
    /for the other chip/,
  ],
  ['an image that is none', { 'bootcode4.bin': 'x', 'pieeprom.bin': 'x' }, /1 bytes/],
  [
    'a damaged image',
    { 'bootcode4.bin': 'x', 'pieeprom.bin': new Uint8Array(512 * 1024) },
    /not understood/,
  ],
  [
    'what burns a key',
    { 'bootcode4.bin': 'x', 'pieeprom.bin': old, 'config.txt': 'program_pubkey=1\n' },
    /program_pubkey/,
  ],
  [
    'what takes old images',
    {
      'bootcode4.bin': 'x',
      'pieeprom.bin': old,
      'config.txt': 'bootloader_allow_mfg_downgrade=1\n',
    },
    /bootloader_allow_mfg_downgrade/,
  ],
  [
    'a signed image',
    { 'bootcode4.bin': 'x', 'pieeprom.bin': old, 'pieeprom.sig': sig('rsa2048: 00\n') },
    /signed/,
  ],
  [
    'a signature for the other chip',
    { 'bootcode4.bin': 'x', 'pieeprom.bin': old, 'pieeprom.sig': sig('target-soc: 2712\n') },
    /is for 2712/,
  ],
]

test.each(refused)(
  'a folder with %s is refused, and nothing is taken of it',
  async (_, files, why) => {
    put(files)
    await expect(importing()).rejects.toThrow(why)
    expect(readdirSync(folder)).toEqual(['from'])
  },
)

test('other targets still refuse whatever writes', () => {
  expect(dangerIn(['pieeprom.bin'], '')).toContain('pieeprom.bin')
  expect(dangerIn([], 'erase_eeprom=1 # all\n')).toContain('erase_eeprom')
  expect(dangerIn(['start.elf'], '#program_pubkey=1\n')).toBeNull()
})

import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FetchWish, fetchUsbFiles } from './fetch-usb-files.ts'
import { makeEepromImage } from './protocols/rpiboot/eeprom-image.ts'

let dataFolder: string
let server: Server
let answers: Map<string, Uint8Array>

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'bootbench-fetch-'))
  answers = new Map()
  server = createServer(({ url }, response) => {
    const bytes = answers.get(url ?? '')
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  server.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

/** As GitHub's archives are: one folder around everything, links as files that Unix knows as links. */
function archive(
  top: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  links: Readonly<Record<string, string>> = {},
): Uint8Array {
  const plain = Object.entries(files).map(
    ([name, bytes]) => [`${top}/${name}`, Buffer.from(bytes as Uint8Array)] as const,
  )
  const asLinks = Object.entries(links).map(
    ([name, to]) => [`${top}/${name}`, [strToU8(to), { os: 3, attrs: 0o120_777 << 16 }]] as const,
  )
  return zipSync(Object.fromEntries([...plain, ...asLinks]))
}

const usbboot = archive(
  'usbboot-1',
  {
    'firmware/bootfiles.bin': 'tar',
    'mass-storage-gadget64/config.txt': 'boot_ramdisk=1\n',
    'mass-storage-gadget64/boot.img': 'linux',
    'main.c': 'int main',
  },
  { 'mass-storage-gadget64/bootfiles.bin': '../firmware/bootfiles.bin' },
)

function fetched(wish: Partial<FetchWish> = {}) {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return fetchUsbFiles({
    target: 'mass-storage',
    release: 'v1',
    sha256: [],
    origin: { archives: base, contents: base },
    dataFolder,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...wish,
  })
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const placeOf = (target: string, name: string): string => join(dataFolder, 'usb-boot', target, name)

test('a release is imported through its links, and it and each file are told with their hashes', async () => {
  answers.set('/usbboot/archive/v1.zip', usbboot)
  const { archives, files } = await fetched()
  expect(archives).toMatchObject([{ size: usbboot.length, sha256: sha256(usbboot) }])
  expect(files).toEqual([
    { name: 'boot.img', size: 5, sha256: sha256(strToU8('linux')) },
    { name: 'bootfiles.bin', size: 3, sha256: sha256(strToU8('tar')) },
    expect.objectContaining({ name: 'config.txt' }),
  ])
  expect(readFileSync(placeOf('mass-storage', 'bootfiles.bin'), 'utf8')).toBe('tar')
  expect(readdirSync(dataFolder)).toEqual(['usb-boot'])
})

test('the agent takes the boot code only: the rest is the station’s own', async () => {
  answers.set('/usbboot/archive/v1.zip', usbboot)
  const { files } = await fetched({ target: 'agent' })
  expect(files.map(({ name }) => name)).toEqual(['bootfiles.bin'])
})

test('an archive with another hash than the given one is refused, and nothing is imported', async () => {
  answers.set('/usbboot/archive/v1.zip', usbboot)
  const other = sha256(strToU8('other'))
  await expect(fetched({ sha256: [other] })).rejects.toThrow(
    new RegExp(`${sha256(usbboot)}, and ${other} was expected`),
  )
  expect(readdirSync(dataFolder)).toEqual([])
  await fetched({ sha256: [sha256(usbboot).toUpperCase()] })
})

test('recovery takes the programs and images of both chips through links into the submodule', async () => {
  const commit = '0123456789abcdef0123456789abcdef01234567'
  const texts = ['BUILD_TIMESTAMP=1779045198']
  const image = (chip: 'bcm2711' | 'bcm2712') => makeEepromImage({ chip, config: 'A=1\n', texts })
  const links = (folder: string, chip: string, program: string) => ({
    [`${folder}/${program}`]: `../firmware/${chip}/recovery.bin`,
    [`${folder}/pieeprom.original.bin`]: `../firmware/${chip}/pieeprom.bin`,
    [`firmware/${chip}/recovery.bin`]: `../../rpi-eeprom/firmware-${chip}/default/recovery.bin`,
    [`firmware/${chip}/pieeprom.bin`]: `../../rpi-eeprom/firmware-${chip}/default/day.bin`,
  })
  const both = {
    ...links('recovery', '2711', 'bootcode4.bin'),
    ...links('recovery5', '2712', 'bootcode5.bin'),
  }
  const eeproms = archive('rpi-eeprom-0123', {
    'firmware-2711/default/recovery.bin': 'program 4',
    'firmware-2711/default/day.bin': image('bcm2711'),
    'firmware-2712/default/recovery.bin': 'program 5',
    'firmware-2712/default/day.bin': image('bcm2712'),
  })
  answers.set('/usbboot/archive/v1.zip', archive('usbboot-1', { 'recovery/boot.conf': 'x' }, both))
  await expect(fetched({ target: 'recovery' })).rejects.toThrow(/404/)
  answers.set('/usbboot/contents/rpi-eeprom?ref=v1', strToU8(JSON.stringify({ sha: commit })))
  answers.set(`/rpi-eeprom/archive/${commit}.zip`, eeproms)
  const { archives, files } = await fetched({ target: 'recovery' })
  expect(archives.map((one) => one.sha256)[1]).toBe(sha256(eeproms))
  expect(files.map(({ name }) => name)).toEqual([
    'recovery/bootcode4.bin',
    'recovery/pieeprom.original.bin',
    'recovery5/bootcode5.bin',
    'recovery5/pieeprom.original.bin',
  ])
  expect(readFileSync(placeOf('recovery', '2712/bootcode5.bin'), 'utf8')).toBe('program 5')
})

test('what was imported before stays when the release can not be had or is something else', async () => {
  answers.set('/usbboot/archive/v1.zip', usbboot)
  await fetched()
  await expect(fetched({ release: 'v2' })).rejects.toThrow(/404/)
  answers.set('/usbboot/archive/v3.zip', strToU8('Please log in'))
  await expect(fetched({ release: 'v3' })).rejects.toThrow(/no zip archive/)
  await expect(fetched({ release: '../../other/v1' })).rejects.toThrow(/no name of a release/)
  expect(existsSync(placeOf('mass-storage', 'boot.img'))).toBe(true)
})

test('what a fetch left behind that was cut off is removed, and one that goes on is left alone', async () => {
  answers.set('/usbboot/archive/v1.zip', usbboot)
  const [old, going] = ['fetch-usb-old', 'fetch-usb-going'].map((name) => join(dataFolder, name))
  for (const folder of [old, going]) mkdirSync(folder ?? '')
  const yesterday = new Date(Date.now() - 25 * 3_600_000)
  utimesSync(old ?? '', yesterday, yesterday)
  await fetched()
  expect(readdirSync(dataFolder)).toEqual(['fetch-usb-going', 'usb-boot'])
})

test('over a network that is not encrypted the hash must be given', async () => {
  const archives = 'http://127.mirror.example'
  const origin = { archives, contents: archives }
  await expect(fetched({ origin })).rejects.toThrow(/not encrypted/)
  const sha256 = ['0'.repeat(64)]
  await expect(fetched({ origin, target: 'recovery', sha256 })).rejects.toThrow(/not encrypted/)
})

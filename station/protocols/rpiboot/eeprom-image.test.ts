import { expect, test } from 'vitest'
import {
  type EepromImage,
  eepromSizes,
  longestConfig,
  makeEepromImage,
  readEepromImage,
  withConfig,
} from './eeprom-image.ts'
import { decodeSignature, encodeSignature } from './eeprom-signature.ts'

const config = '[all]\nBOOT_UART=0\nBOOT_ORDER=0xf41\n'
const texts = ['VERSION:224877da', 'BUILD_TIMESTAMP=1779045198', 'MFG_VER: 1']

function made(wish: Partial<Parameters<typeof makeEepromImage>[0]> = {}): Uint8Array {
  return makeEepromImage({ chip: 'bcm2711', config, texts, ...wish })
}

function read(bytes: Uint8Array): EepromImage {
  const image = readEepromImage(bytes)
  if (image.kind === 'problem') throw new Error(`${image.code}: ${image.detail}`)
  return image
}

test.each(['bcm2711', 'bcm2712'] as const)(
  'the image of a %s tells its configuration, its day and the hardware that it knows',
  (chip) => {
    const files = [['pubkey.bin', ''] as const, ['cacert.der', 'certificate'] as const]
    const image = read(made({ chip, files }))
    expect(image).toMatchObject({
      chip,
      config,
      buildTime: 1_779_045_198,
      manufactureVersion: 1,
      room: longestConfig,
    })
  },
)

test('images before the spring of 2026 tell no hardware, and older ones no day', () => {
  expect(read(made({ texts: ['BUILD_TIMESTAMP=1705920081'] }))).toMatchObject({
    buildTime: 1_705_920_081,
    manufactureVersion: null,
  })
  expect(read(made({ texts: ['BUILD_TIMESTAMP=yesterday'] })).buildTime).toBeNull()
})

test.each(['', 'BOOT_ORDER=0xf21\n', `#${'x'.repeat(longestConfig - 2)}\n`])(
  'another configuration takes the place of the old one, and nothing else changes',
  (next) => {
    const before = read(made({ files: [['cacert.der', 'certificate']] }))
    const bytes = withConfig(before, next)
    const after = read(bytes)
    expect(after.config).toBe(next)
    expect(after.buildTime).toBe(before.buildTime)
    const at = before.sections.find(({ name }) => name === 'bootconf.txt')?.offset ?? 0
    expect(Buffer.from(bytes.subarray(0, at + 4)).equals(before.bytes.subarray(0, at + 4))).toBe(
      true,
    )
    expect(bytes.subarray(at + 4096).every((byte) => byte === 0xff)).toBe(true)
    const again = withConfig(after, config)
    expect(Buffer.from(again).equals(before.bytes)).toBe(true)
  },
)

test('a configuration that is not the last file keeps its place by padding', () => {
  const image = withFileBehindConfig()
  const next = read(withConfig(image, 'BOOT_ORDER=0xf2\n'))
  expect(next.config).toBe('BOOT_ORDER=0xf2\n')
  const fileOf = ({ sections }: EepromImage) =>
    sections.find(({ name }) => name === 'cacert.der')?.offset
  expect(fileOf(next)).toBe(fileOf(image))
})

test('padding up to the very end, as updaters leave it, is no damage', () => {
  const image = read(made())
  const last = image.sections.find(({ name }) => name === 'bootconf.txt')
  const at = ((last?.offset ?? 0) + 8 + (last?.length ?? 0) + 7) & ~7
  const bytes = Uint8Array.from(image.bytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(at, 0x55aafeef)
  view.setUint32(at + 4, bytes.length - at - 8)
  const next = 'BOOT_ORDER=0xf21\n'
  expect(read(withConfig(read(bytes), next)).config).toBe(next)
})

test('a configuration that has no room is a defect of the caller', () => {
  expect(() => withConfig(read(made()), 'x'.repeat(longestConfig + 1))).toThrow('no room')
})

const problems: [string, Uint8Array, string][] = [
  ['of another size', new Uint8Array(4096), 'eeprom-size'],
  ['that is empty', new Uint8Array(eepromSizes.bcm2711).fill(0xff), 'eeprom-damaged'],
  ['of zeros', new Uint8Array(eepromSizes.bcm2712), 'eeprom-damaged'],
  ['whose section is too long', changed(4, 0x7f), 'eeprom-damaged'],
  ['whose section is none', changed(0, 0x56), 'eeprom-damaged'],
  [
    'for a BCM2712 in the size of a BCM2711',
    made({ files: [['bootmain', 'x']] }),
    'eeprom-other-chip',
  ],
  ['with two configurations', made({ files: [['bootconf.txt', 'x']] }), 'eeprom-damaged'],
  ['with a signed configuration', made({ files: [['bootconf.sig', 'abcd']] }), 'eeprom-signed'],
  ['that ends before its configuration', withoutConfig(), 'eeprom-damaged'],
]

test.each(problems)('an image %s is not written', (_, bytes, code) => {
  expect(readEepromImage(bytes)).toMatchObject({ kind: 'problem', code })
})

test('the signature names hash, time and chip, and is understood again', () => {
  const sha256 = 'ab'.repeat(32)
  const text = encodeSignature(sha256, 1_790_000_000, 'bcm2712')
  expect(text).toBe(`${sha256}\nts: 1790000000\ntarget-soc: 2712\n`)
  expect(decodeSignature(text)).toEqual({ sha256, targetSoc: '2712', isSigned: false })
  expect(decodeSignature(`${text}rsa2048: 00ff\n`)?.isSigned).toBe(true)
  expect(decodeSignature(`${sha256.toUpperCase()}\n`)).toMatchObject({ sha256, targetSoc: null })
  expect(decodeSignature('no hash')).toBeNull()
})

function changed(offset: number, value: number): Uint8Array {
  const bytes = made()
  bytes[offset] = value
  return bytes
}

function withoutConfig(): Uint8Array {
  const bytes = made()
  const at = read(bytes).sections.find(({ name }) => name === 'bootconf.txt')?.offset ?? 0
  bytes.fill(0xff, at)
  return bytes
}

/** `bootconf.txt` and `cacert.der` change their names: both have an erase block of their own. */
function withFileBehindConfig(): EepromImage {
  const bytes = made({ files: [['cacert.der', config]] })
  const { sections } = read(bytes)
  for (const { name, offset } of sections) {
    const other = { 'cacert.der': 'bootconf.txt', 'bootconf.txt': 'cacert.der' }[name]
    if (other !== undefined) Buffer.from(bytes.buffer).write(other.padEnd(12, '\0'), offset + 8)
  }
  return read(bytes)
}

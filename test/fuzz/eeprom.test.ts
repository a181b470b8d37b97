import { expect, test } from 'vitest'
import {
  makeEepromImage,
  readEepromImage,
  withConfig,
} from '../../station/protocols/rpiboot/eeprom-image.ts'

/** Numbers that repeat in each run: mulberry32. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const image = makeEepromImage({
  chip: 'bcm2711',
  config: '[all]\nBOOT_ORDER=0xf21\n',
  texts: ['BUILD_TIMESTAMP=1779045198', 'MFG_VER: 1'],
  files: [['cacert.der', 'certificate']],
})
const whole = readEepromImage(image)
const heads = whole.kind === 'image' ? whole.sections.map(({ offset }) => offset) : []
const telling = [0, 1, 0x10, 0x7f, 0x80, 0xf0, 0xfe, 0xff]

/** Changes some bytes, most of them in the heads of sections. Returns what was there. */
function mutate(random: (below: number) => number): (readonly [at: number, byte: number])[] {
  return Array.from({ length: 1 + random(4) }, () => {
    const head = heads[random(heads.length)] ?? 0
    const at = random(8) === 0 ? random(image.length) : head + random(26)
    const before = image[at] ?? 0
    image[at] = random(2) === 0 ? (telling[random(telling.length)] ?? 0) : random(256)
    return [at, before] as const
  })
}

test('a hundred thousand damaged images are each understood or refused, and what is understood can be written', () => {
  const random = createRandom(4)
  const seen = new Map<string, number>()
  for (let round = 0; round < 100_000; round += 1) {
    const undo = mutate(random)
    const read = readEepromImage(image)
    const result = read.kind === 'image' ? 'image' : read.code
    seen.set(result, (seen.get(result) ?? 0) + 1)
    if (read.kind === 'image' && read.room > 16 && round % 50 === 0) {
      const again = readEepromImage(withConfig(read, 'BOOT_ORDER=0xf2\n'))
      if (again.kind !== 'image' || again.config !== 'BOOT_ORDER=0xf2\n') expect.fail(String(round))
    }
    for (const [at, byte] of undo.reverse()) image[at] = byte
  }
  expect(seen.get('eeprom-damaged')).toBeGreaterThan(10_000)
  expect(seen.get('image')).toBeGreaterThan(1_000)
})

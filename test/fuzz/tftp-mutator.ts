import { encodePacket } from '../../station/protocols/tftp/packet.ts'

/** A repeatable source of chance (xorshift): a seed that finds something finds it again. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 1
  }

  below(limit: number): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) % limit
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('there is nothing to pick from')
    return item
  }
}

const boardOptions = [
  { name: 'tsize', value: '0' },
  { name: 'blksize', value: '1468' },
]

/** Packets that a good client sends at one time or another. */
export const seedPackets: readonly Uint8Array[] = [
  encodePacket({ kind: 'read-request', fileName: 'start4.elf', mode: 'octet', options: [] }),
  encodePacket({
    kind: 'read-request',
    fileName: 'abcd1234/start4.elf',
    mode: 'octet',
    options: boardOptions,
  }),
  encodePacket({
    kind: 'read-request',
    fileName: 'start4.elf',
    mode: 'octet',
    options: [
      ...boardOptions,
      { name: 'windowsize', value: '16' },
      { name: 'timeout', value: '1' },
    ],
  }),
  encodePacket({ kind: 'write-request', fileName: 'x', mode: 'octet', options: [] }),
  encodePacket({ kind: 'acknowledgement', block: 0 }),
  encodePacket({ kind: 'acknowledgement', block: 1 }),
  encodePacket({ kind: 'acknowledgement', block: 2 }),
  encodePacket({ kind: 'data', block: 1, payload: new Uint8Array(64) }),
  encodePacket({ kind: 'error', code: 0, message: 'Early terminate' }),
  encodePacket({ kind: 'option-acknowledgement', options: boardOptions }),
]

/** None to four changes: bits, bytes, cuts, insertions, repetitions, noise. */
export function mutate(random: Random, packet: Uint8Array): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(packet)
  for (let changes = random.below(5); changes > 0; changes -= 1) bytes = change(random, bytes)
  return bytes
}

function change(random: Random, bytes: Uint8Array): Uint8Array {
  const place = random.below(bytes.length + 1)
  switch (random.below(7)) {
    case 0:
      return replaced(bytes, place, (bytes[place] ?? 0) ^ (1 << random.below(8)))
    case 1:
      return replaced(bytes, place, random.pick([0, 1, 2, 3, 4, 5, 6, 0x2e, 0x2f, 0x5c, 0xff]))
    case 2:
      return bytes.subarray(0, place)
    case 3:
      return joined(bytes.subarray(0, place), noise(random), bytes.subarray(place))
    case 4:
      return joined(bytes, bytes.subarray(place))
    case 5:
      return joined(bytes.subarray(0, 2), noise(random))
    default:
      return replaced(bytes, random.below(4), random.below(256))
  }
}

function replaced(bytes: Uint8Array, place: number, value: number): Uint8Array {
  if (place < bytes.length) bytes[place] = value & 0xff
  return bytes
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts).subarray(0, 2048)
}

function noise(random: Random): Uint8Array {
  const bytes = new Uint8Array(random.below(24))
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.below(256)
  return bytes
}

import { expect, test } from 'vitest'
import { serveFiles } from '../../station/protocols/rpiboot/file-server.ts'
import { decodeMessage, encodeMessage } from '../../station/protocols/rpiboot/message.ts'
import { noMetadata, withProperty } from '../../station/protocols/rpiboot/metadata.ts'
import type { UsbDevice } from '../../station/protocols/rpiboot/usb-device.ts'

const seeds = [
  encodeMessage(0, 'config.txt'),
  encodeMessage(1, '2711/start4.elf'),
  encodeMessage(0, '*USER_SERIAL_NUM*1a2b3c4d'),
  encodeMessage(1, '*MAC_ADDR*d8:3a:dd:01:02:03'),
  encodeMessage(0, '../../../../etc/shadow'),
  encodeMessage(2, ''),
  new Uint8Array(260).fill(0xff),
]

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

/** A seed with some bytes changed, sometimes cut or made longer. */
function mutate(random: (below: number) => number): Uint8Array {
  const seed = seeds[random(seeds.length)] ?? new Uint8Array()
  const length = random(20) === 0 ? random(300) : seed.length
  const bytes = new Uint8Array(length)
  bytes.set(seed.subarray(0, length))
  for (let count = random(6); count > 0 && length > 0; count -= 1) {
    const near = random(2) === 0 ? random(Math.min(length, 32)) : random(length)
    bytes[near] = random(256)
  }
  return bytes
}

test('a million mutated messages are each understood or refused, and none throws', () => {
  const random = createRandom(1)
  const seen = new Map<string, number>()
  for (let round = 0; round < 1_000_000; round += 1) {
    const message = decodeMessage(mutate(random))
    seen.set(message.kind, (seen.get(message.kind) ?? 0) + 1)
    if (message.kind !== 'metadata') continue
    const { serial, macs } = withProperty(noMetadata, message.property, message.value)
    if (serial !== null && !/^[0-9a-f]{8,16}$/.test(serial)) expect.fail(serial)
    if (macs.some((mac) => !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac))) expect.fail(macs.join())
  }
  expect([...seen.keys()].sort()).toEqual(['done', 'garbled', 'metadata', 'read', 'size'])
})

/** A board that says what chance makes of it. */
function hostileBoard(random: (below: number) => number): UsbDevice {
  const failing = ['stall', 'timeout', 'gone', 'other'] as const
  const failed = () => ({
    kind: 'failed' as const,
    reason: failing[random(4)] ?? 'other',
    detail: '',
  })
  return {
    vendorId: 0x0a5c,
    productId: 0x2711,
    serialIndex: random(256),
    interfaceCount: random(4),
    controlOut: async () => (random(50) === 0 ? failed() : { kind: 'ok', value: undefined }),
    controlIn: async () => (random(50) === 0 ? failed() : { kind: 'ok', value: mutate(random) }),
    bulkOut: async (_endpoint, bytes) =>
      random(50) === 0 ? failed() : { kind: 'ok', value: random(50) === 0 ? 0 : bytes.length },
    close: async () => undefined,
  }
}

test('whatever a board says, serving files comes to an end, opens nothing outside, and closes what it opened', async () => {
  const random = createRandom(2)
  let open = 0
  for (let round = 0; round < 20_000; round += 1) {
    const end = await serveFiles({
      device: hostileBoard(random),
      files: {
        open: async (name) => {
          if (name.split('/').includes('..') || name.startsWith('/')) expect.fail(name)
          if (random(3) === 0) return null
          open += 1
          return {
            size: random(10) === 0 ? 2 ** 31 + random(10) : random(40_000),
            read: async (_offset, length) =>
              new Uint8Array(random(30) === 0 ? random(length) : length),
            close: async () => {
              open -= 1
            },
          }
        },
      },
      signal: new AbortController().signal,
      silence: { timeout: 1, times: 2 },
      onFile: () => undefined,
      onMetadata: () => undefined,
      onReading: () => undefined,
    })
    if (end.kind !== 'done' && end.kind !== 'failed') expect.fail(JSON.stringify(end))
  }
  expect(open).toBe(0)
})

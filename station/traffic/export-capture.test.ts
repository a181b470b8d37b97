import { expect, test } from 'vitest'
import { exportCapture } from './export-capture.ts'
import type { Capture, TrafficRecord } from './traffic-record.ts'

// The bytes of a capture file. test/station/traffic.test.ts has tshark read one.

const local = { address: '10.20.50.1', port: 67 }
const remote = { address: '10.20.50.100', port: 68 }

function record(id: number, capture: Capture): TrafficRecord {
  return {
    entry: {
      id,
      at: 1_700_000_000_000 + id,
      protocol: 'dhcp',
      direction: 'received',
      peer: '10.20.50.100:68',
      boardId: id === 1 ? 'one' : null,
      summary: `entry ${id}`,
      lengthBytes: 0,
    },
    clue: { kind: 'none' },
    topic: { message: 'other-dhcp', about: '' },
    capture,
  }
}

type Block = { readonly type: number; readonly body: Buffer }

/** The blocks of a file; throws where the two lengths of one differ. */
function blocksOf(file: Buffer): Block[] {
  const blocks: Block[] = []
  for (let start = 0; start < file.length; ) {
    const length = file.readUInt32LE(start + 4)
    if (file.readUInt32LE(start + length - 4) !== length) throw new Error('the lengths differ')
    blocks.push({
      type: file.readUInt32LE(start),
      body: file.subarray(start + 8, start + length - 4),
    })
    start += length
  }
  return blocks
}

type Packet = {
  readonly at: number
  readonly bytes: Buffer
  readonly originalLength: number
  readonly interfaceIndex: number
}

function packetsOf(file: Buffer): Packet[] {
  return blocksOf(file)
    .filter(({ type }) => type === 6)
    .map(({ body }) => ({
      interfaceIndex: body.readUInt32LE(0),
      at: (body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8)) / 1000,
      bytes: body.subarray(20, 20 + body.readUInt32LE(12)),
      originalLength: body.readUInt32LE(16),
    }))
}

/** The ones' complement sum, which is 0xffff over anything whose checksum is right (RFC 1071). */
function sum(...parts: Uint8Array[]): number {
  let total = 0
  for (const part of parts) {
    for (const [index, byte] of part.entries()) total += index % 2 === 0 ? byte << 8 : byte
  }
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16)
  return total
}

function number16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255)
}

function capture(records: readonly TrafficRecord[]): Buffer {
  return exportCapture(records, {
    version: '1',
    interfaceName: 'eth1',
    labelOf: (boardId) => `board ${boardId}`,
  })
}

test('a datagram of an odd length has right checksums in its IP and UDP headers', () => {
  const bytes = Uint8Array.from([1, 2, 3])
  const file = capture([record(1, { kind: 'datagram', local, remote, bytes, rebuilt: false })])
  const [packet] = packetsOf(file)
  const { bytes: whole = Buffer.alloc(0) } = packet ?? {}
  expect(packet).toMatchObject({ at: 1_700_000_000_001, originalLength: 31, interfaceIndex: 0 })
  expect(sum(whole.subarray(0, 20))).toBe(0xffff)
  const udp = whole.subarray(20)
  expect(sum(whole.subarray(12, 20), number16(17), number16(udp.length), udp)).toBe(0xffff)
  expect([...udp.subarray(8)]).toEqual([1, 2, 3])
  expect(file.includes('board one: entry 1')).toBe(true)
})

test('who has no address yet has sent to everybody', () => {
  const nobody = { address: '0.0.0.0', port: 68 }
  const bytes = new Uint8Array(4)
  const file = capture([
    record(1, { kind: 'datagram', local, remote: nobody, bytes, rebuilt: false }),
  ])
  expect([...(packetsOf(file)[0]?.bytes.subarray(16, 20) ?? [])]).toEqual([255, 255, 255, 255])
})

test('an exchange over IPv6 is two segments that say how long the bodies were', () => {
  const [packet, answer] = packetsOf(
    capture([
      record(5, {
        kind: 'exchange',
        local: { address: 'fe80::1', port: 5000 },
        remote: { address: 'fd00:1::7:8', port: 40_000 },
        startedAt: 1_700_000_000_000,
        request: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
        requestBodyBytes: 0,
        response: Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
        responseBodyBytes: 1_000,
      }),
    ]),
  )
  expect(packet?.bytes[0]).toBe(0x60)
  expect(packet?.bytes.subarray(8, 24).toString('hex')).toBe('fd000001000000000000000000070008')
  expect(packet?.bytes.subarray(24, 40).toString('hex')).toBe('fe800000000000000000000000000001')
  const segment = packet?.bytes.subarray(40) ?? Buffer.alloc(0)
  const addresses = packet?.bytes.subarray(8, 40) ?? Buffer.alloc(0)
  expect(sum(addresses, number16(6), number16(segment.length), segment)).toBe(0xffff)
  expect(answer?.originalLength).toBe((answer?.bytes.length ?? 0) + 1_000)
  expect(packet?.at).toBeLessThan(answer?.at ?? 0)
})

test('frames stand on an interface of their own, and what never came stands nowhere', () => {
  const frame = Uint8Array.from({ length: 60 }, (_, index) => index)
  const file = capture([record(2, { kind: 'frame', bytes: frame }), record(3, { kind: 'none' })])
  expect(blocksOf(file).map(({ type }) => type)).toEqual([0x0a0d0d0a, 1, 1, 6])
  expect(packetsOf(file)).toMatchObject([{ interfaceIndex: 1, originalLength: 60 }])
})

import { expect, test } from 'vitest'
import {
  acknowledgedBlock,
  decodePacket,
  encodePacket,
  type TftpPacket,
  writeDataHeader,
} from './packet.ts'

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

test('a read request of a Pi 4 is read with its options', () => {
  const packet = decodePacket(
    bytesOf('\0\x01abcd1234/start4.elf\0octet\0tsize\x000\0blksize\x001468\0'),
  )
  expect(packet).toEqual({
    ok: true,
    packet: {
      kind: 'read-request',
      fileName: 'abcd1234/start4.elf',
      mode: 'octet',
      options: [
        { name: 'tsize', value: '0' },
        { name: 'blksize', value: '1468' },
      ],
    },
  })
})

test('modes and option names are read in any mixture of cases', () => {
  const decoded = decodePacket(bytesOf('\0\x01a\0OcTeT\0BlkSize\x00512\0'))
  expect(decoded).toMatchObject({
    packet: { mode: 'octet', options: [{ name: 'blksize', value: '512' }] },
  })
})

test('every kind of packet comes back as it was written', () => {
  const packets: TftpPacket[] = [
    { kind: 'read-request', fileName: 'a/b', mode: 'octet', options: [] },
    { kind: 'write-request', fileName: 'é', mode: 'octet', options: [{ name: 'x', value: '1' }] },
    { kind: 'data', block: 65535, payload: Uint8Array.of(1, 2, 3) },
    { kind: 'data', block: 1, payload: new Uint8Array(0) },
    { kind: 'acknowledgement', block: 258 },
    { kind: 'error', code: 1, message: 'File not found' },
    { kind: 'option-acknowledgement', options: [{ name: 'tsize', value: '12' }] },
  ]
  for (const packet of packets) {
    expect(decodePacket(encodePacket(packet))).toEqual({ ok: true, packet })
  }
})

test('requests that are cut, empty or too large are refused with a reason', () => {
  const refused = [
    '',
    '\0',
    '\0\x01a',
    '\0\x01abc',
    '\0\x01abc\0octet',
    '\0\x01\0octet\0',
    '\0\x09xx\0',
    `\0\x01${'n'.repeat(513)}\0octet\0`,
    `\0\x01a\0${'m'.repeat(17)}\0`,
    `\0\x01a\0octet\0${'o'.repeat(33)}\0${'1'}\0`,
    `\0\x01a\0octet\0o\0${'1'.repeat(65)}\0`,
    `\0\x01a\0octet\0${'o\x001\0'.repeat(17)}`,
    `\0\x01a\0octet\0${'x'.repeat(2000)}\0`,
  ]
  for (const text of refused)
    expect(decodePacket(bytesOf(text)).ok, JSON.stringify(text)).toBe(false)
})

test('zeros behind a request are padding, an option without a value is left out', () => {
  expect(decodePacket(bytesOf('\0\x01a\0octet\0tsize\x000\0\0\0\0'))).toMatchObject({
    packet: { options: [{ name: 'tsize', value: '0' }] },
  })
  expect(decodePacket(bytesOf('\0\x01a\0octet\0tsize\0'))).toMatchObject({
    packet: { options: [] },
  })
})

test('an error without its final zero is still read', () => {
  expect(decodePacket(bytesOf('\0\x05\0\0Early terminate'))).toMatchObject({
    packet: { kind: 'error', code: 0, message: 'Early terminate' },
  })
})

test('only an acknowledgement has an acknowledged block', () => {
  expect(acknowledgedBlock(Uint8Array.of(0, 4, 1, 2))).toBe(258)
  expect(acknowledgedBlock(Uint8Array.of(0, 3, 1, 2))).toBeUndefined()
  expect(acknowledgedBlock(Uint8Array.of(0, 4, 1))).toBeUndefined()
})

test('the data header holds the low sixteen bits of the block', () => {
  const packet = new Uint8Array(4)
  writeDataHeader(packet, 65536 + 258)
  expect([...packet]).toEqual([0, 3, 1, 2])
})

import { expect, test } from 'vitest'
import { decodeMessage, encodeMessage, messageLength } from './message.ts'

test.each([
  [0, 'config.txt', { kind: 'size', name: 'config.txt' }],
  [1, '2711/start4.elf', { kind: 'read', name: '2711/start4.elf' }],
  [2, '', { kind: 'done' }],
  [2, 'config.txt', { kind: 'done' }],
  [0, '', { kind: 'done' }],
  [
    0,
    '*USER_SERIAL_NUM*1a2b3c4d',
    { kind: 'metadata', property: 'USER_SERIAL_NUM', value: '1a2b3c4d' },
  ],
  [1, '*EEPROM_HASH*', { kind: 'metadata', property: 'EEPROM_HASH', value: '' }],
])('command %i with the name %j is understood', (command, name, message) => {
  expect(decodeMessage(encodeMessage(command, name))).toEqual(message)
})

test.each([
  [3, 'config.txt'],
  [-1, 'config.txt'],
  [0x01000000, 'config.txt'],
  [0, 'a\nb'],
  [0, 'ü'],
  [0, '*'],
  [0, '*NO VALUE'],
  [0, 'x'.repeat(256)],
])('command %i with the name %j is garbled', (command, name) => {
  expect(decodeMessage(encodeMessage(command, name))).toMatchObject({ kind: 'garbled' })
})

test.each([0, 4, messageLength - 1, messageLength + 1])('%i bytes are no message', (length) => {
  expect(decodeMessage(new Uint8Array(length))).toMatchObject({ kind: 'garbled' })
})

test('a message is read from the middle of a larger buffer', () => {
  const bytes = Buffer.concat([Buffer.alloc(3, 0xff), encodeMessage(0, 'boot.img')])
  expect(decodeMessage(bytes.subarray(3))).toEqual({ kind: 'size', name: 'boot.img' })
})

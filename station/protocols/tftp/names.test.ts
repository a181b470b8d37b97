import { expect, test } from 'vitest'
import { splitSerialPrefix } from './names.ts'

test.each([
  ['abcd1234/start4.elf', { serialTail: 'abcd1234', rest: 'start4.elf' }],
  ['/ABCD1234//overlays/x.dtbo', { serialTail: 'abcd1234', rest: 'overlays/x.dtbo' }],
  ['abcd1234\\config.txt', { serialTail: 'abcd1234', rest: 'config.txt' }],
  ['dc-a6-32-01-36-C2/config.txt', { mac: 'dc:a6:32:01:36:c2', rest: 'config.txt' }],
  ['overlays/overlay_map.dtb', { rest: 'overlays/overlay_map.dtb' }],
  ['///config.txt', { rest: 'config.txt' }],
  ['./config.txt', { rest: 'config.txt' }],
  ['abcd1234', { rest: 'abcd1234' }],
  ['abcd1234/', { rest: 'abcd1234' }],
  ['abcd12345/start4.elf', { rest: 'abcd12345/start4.elf' }],
  ['a..b/c..', { rest: 'a..b/c..' }],
])('%s is split into the folder of the board and the rest', (name, expected) => {
  expect(splitSerialPrefix(name)).toEqual({ kind: 'name', ...expected })
})

test.each([
  ['../etc/passwd'],
  ['abcd1234/../../etc/passwd'],
  ['..\\boot.ini'],
  ['a/..'],
  ['a\0b'],
  ['a\nb'],
  [''],
  ['///'],
  ['n'.repeat(256)],
])('%j is refused', (name) => {
  expect(splitSerialPrefix(name).kind).toBe('refused')
})

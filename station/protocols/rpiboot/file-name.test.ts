import { expect, test } from 'vitest'
import { nameRefusal } from './file-name.ts'

test.each(['config.txt', '2711/start4.elf', 'overlays/dwc2.dtbo', '...', 'a..b'])(
  '%j is looked for',
  (name) => {
    expect(nameRefusal(name)).toBeNull()
  },
)

test.each([
  '..',
  '../secret',
  'overlays/../../secret',
  '/etc/passwd',
  '2711//start4.elf',
  './config.txt',
  'folder/',
  'C:\\config.txt',
  '..\\secret',
  'config.txt\0.dtb',
  'x'.repeat(256),
])('%j is refused', (name) => {
  expect(nameRefusal(name)).not.toBeNull()
})

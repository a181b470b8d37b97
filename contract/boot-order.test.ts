import { expect, test } from 'vitest'
import { bootOrderOf, bootSteps } from './boot-order.ts'

test.each([
  ['0xf41', ['sd', 'usb', 'restart']],
  ['0xf21', ['sd', 'network', 'restart']],
  ['0xf461', ['sd', 'nvme', 'usb', 'restart']],
  ['0xf25641', ['sd', 'usb', 'nvme', 'usb-socket', 'network', 'restart']],
  ['0xe7', ['http', 'stop']],
  ['0x21', ['sd', 'network']],
  ['0x0', ['sd-card-detect']],
  ['0x000000f2', ['network', 'restart']],
  ['0xF3', ['rpiboot', 'restart']],
  ['0x1f2', ['network', 'restart']],
  ['0xf9', ['unknown', 'restart']],
])('BOOT_ORDER=%s is read from right to left', (value, steps) => {
  expect(bootSteps(value)).toEqual(steps)
})

test.each(['', 'f41', '0x', '0x123456789', '0xg1', '61'])('%j is no boot order', (value) => {
  expect(bootSteps(value)).toBeNull()
})

test('the last boot order that holds for every board counts', () => {
  const config = '[all]\r\nBOOT_UART=0\r\nBOOT_ORDER=0xf41\r\n BOOT_ORDER = 0xf21 \r\n'
  expect(bootOrderOf(config)).toEqual({
    value: '0xf21',
    steps: ['sd', 'network', 'restart'],
    isConditional: false,
  })
})

test('a boot order under a condition is only taken when there is no other, and is marked', () => {
  expect(bootOrderOf('BOOT_ORDER=0xf41\n[gpio4=0]\nBOOT_ORDER=0xf2\n')).toMatchObject({
    value: '0xf41',
    isConditional: false,
  })
  expect(bootOrderOf('[0x1234abcd]\nBOOT_ORDER=0xf2\n')).toMatchObject({
    value: '0xf2',
    isConditional: true,
  })
  expect(bootOrderOf('[cm4]\nBOOT_ORDER=0xf2\n[all]\nBOOT_ORDER=0xf1\n')).toMatchObject({
    value: '0xf1',
  })
})

test('a configuration without a boot order, or none at all, tells nothing', () => {
  expect(bootOrderOf(null)).toBeNull()
  expect(bootOrderOf('')).toBeNull()
  expect(bootOrderOf('#BOOT_ORDER=0xf41\nBOOT_ORDER=banana\n')).toBeNull()
})

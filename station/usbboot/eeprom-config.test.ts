import { expect, test } from 'vitest'
import { configRefusals, configWarnings, tidyConfig, withBootOrder } from './eeprom-config.ts'
import { diffLines } from './line-diff.ts'

test.each([
  ['[all]\nBOOT_UART=0\nBOOT_ORDER=0xf41\n', '[all]\nBOOT_UART=0\nBOOT_ORDER=0xf21\n'],
  ['BOOT_ORDER=0xf1\nBOOT_ORDER=0xf41', 'BOOT_ORDER=0xf1\nBOOT_ORDER=0xf21\n'],
  ['BOOT_UART=1\r\n\r\n', 'BOOT_UART=1\nBOOT_ORDER=0xf21\n'],
  ['[gpio4=1]\nBOOT_ORDER=0xf6\n', '[gpio4=1]\nBOOT_ORDER=0xf6\n[all]\nBOOT_ORDER=0xf21\n'],
  [
    '[none]\nBOOT_ORDER=0xf6\n[all]\nBOOT_ORDER = 0xf1 \n[cm4]\nBOOT_ORDER=0xf2\n',
    '[none]\nBOOT_ORDER=0xf6\n[all]\nBOOT_ORDER=0xf21\n[cm4]\nBOOT_ORDER=0xf2\n',
  ],
  ['', 'BOOT_ORDER=0xf21\n'],
])('a boot order is put into %o', (before, after) => {
  expect(withBootOrder(before, '0xf21')).toBe(after)
})

test('a configuration is written with line feeds and without a tail', () => {
  expect(tidyConfig('\r\n[all]\r\nBOOT_UART=1   \r\n\r\n')).toBe('[all]\nBOOT_UART=1\n')
})

test.each([
  ['BOOT_ORDER=0xf2\u00e4\n', 'eeprom-config-not-ascii'],
  [`#${'x'.repeat(4072)}\nBOOT_ORDER=0xf2\n`, 'eeprom-config-too-long'],
  ['\n \n', 'eeprom-config-empty'],
  ['SIGNED_BOOT=1\nBOOT_ORDER=0xf2\n', 'eeprom-signed-boot'],
  ['BOOT_ORDER=f21\n', 'eeprom-order-invalid'],
  ['BOOT_ORDER=0xf29\n', 'eeprom-order-unknown'],
  ['BOOT_ORDER=0x21\n', 'eeprom-order-endless'],
  ['[cm4]\nBOOT_ORDER=0x1\n[all]\nBOOT_ORDER=0xf2\n', 'eeprom-order-endless'],
])('a configuration that would leave a board in trouble is refused: %o', (config, code) => {
  const refusals = configRefusals(config, 4072)
  expect(refusals.map((refusal) => refusal.code)).toContain(code)
  for (const { message } of refusals) expect(message).toMatch(/^[A-Z].{40,}\.$/s)
})

test.each([
  ['[all]\nSIGNED_BOOT=0\n# by hand\nBOOT_ORDER=0xf21\n', []],
  ['BOOT_UART=1\n', ['eeprom-no-order']],
  ['BOOT_ORDER=0xf41\n', ['eeprom-order-no-network']],
  ['BOOT_ORDER=0xf231\n', ['eeprom-order-rpiboot']],
  ['BOOT_ORDER=0xf321\n', []],
  ['BOOT_ORDER=0xf27\n', ['eeprom-order-http']],
  ['BOOT_ORDER=0xf21\nhello world\n', ['eeprom-config-line']],
  [`BOOT_ORDER=0xf21\n#${'x'.repeat(2100)}\n`, ['eeprom-config-long']],
])('what a person should know of %o', (config, codes) => {
  expect(configRefusals(config, 4072)).toEqual([])
  expect(configWarnings(config).map(({ code }) => code)).toEqual(codes)
})

test('two configurations are compared line by line', () => {
  const before = '[all]\nBOOT_UART=0\nBOOT_ORDER=0xf41\nWAKE_ON_GPIO=1\n'
  const after = '[all]\nBOOT_ORDER=0xf21\nWAKE_ON_GPIO=1\nPOWER_OFF_ON_HALT=1\n'
  expect(diffLines(before, after).map(({ change, text }) => `${change} ${text}`)).toEqual([
    'kept [all]',
    'removed BOOT_UART=0',
    'removed BOOT_ORDER=0xf41',
    'added BOOT_ORDER=0xf21',
    'kept WAKE_ON_GPIO=1',
    'added POWER_OFF_ON_HALT=1',
  ])
  expect(diffLines('', 'A=1\n')).toEqual([{ change: 'added', text: 'A=1' }])
  expect(diffLines('A=1\n', 'A=1\n')).toEqual([{ change: 'kept', text: 'A=1' }])
  expect(diffLines('\na'.repeat(600), '\nb'.repeat(600))).toHaveLength(2 * 1200 - 1200 + 2)
})

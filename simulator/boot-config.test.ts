import { expect, test } from 'vitest'
import { boardIdentity } from './board-model.ts'
import { readAgentParameters, readBootConfig } from './boot-config.ts'

const cm4 = boardIdentity('cm4', 0x1234)

test('the last of two equal keys counts, and comments do not', () => {
  const config = readBootConfig('kernel=a.img # first\n#kernel=b.img\nkernel=c.img\n', cm4)
  expect(config.kernel).toBe('c.img')
})

test('initramfs has no equals sign and may name several files', () => {
  expect(readBootConfig('initramfs a.img,b.img followkernel\n', cm4).initramfs).toEqual([
    'a.img',
    'b.img',
  ])
  expect(readBootConfig('initramfs=a.img\n', cm4).initramfs).toEqual([])
})

test.each([
  ['[pi4]', true],
  ['[cm4]', true],
  ['[pi400]', false],
  ['[pi5]', false],
  ['[all]', true],
  ['[none]', false],
  ['[0xab001234]', true],
  ['[0xab001235]', false],
  ['[board-type=0x14]', true],
  ['[board-type=0x11]', false],
])('the filter %s is %s for a compute module 4', (filter, applies) => {
  const config = readBootConfig(`${filter}\nkernel=mine.img\n[all]\nos_check=0\n`, cm4)
  expect(config.kernel).toBe(applies ? 'mine.img' : undefined)
  expect(config.osCheck).toBe(false)
})

test('the agent learns of its station from the command line', () => {
  expect(
    readAgentParameters('quiet bootbench.server=http://10.0.0.1:5000 bootbench.boot=ab\n'),
  ).toEqual({
    server: 'http://10.0.0.1:5000',
    boot: 'ab',
  })
  expect(readAgentParameters('quiet')).toEqual({})
})

import { expect, test } from 'vitest'
import { negotiate } from './negotiation.ts'

const limits = { maximumBlockSize: 1468, maximumWindowSize: 64 }

function ask(...pairs: [string, string][]) {
  return negotiate(
    pairs.map(([name, value]) => ({ name, value })),
    3_000_000,
    limits,
  )
}

test('without options there is no answer to options and a block has 512 bytes', () => {
  expect(ask()).toEqual({ blockSize: 512, windowSize: 1, answers: [] })
})

test('a Pi 4 gets tsize and blksize answered in its own order', () => {
  expect(ask(['tsize', '0'], ['blksize', '1468'])).toEqual({
    blockSize: 1468,
    windowSize: 1,
    answers: [
      { name: 'tsize', value: '3000000' },
      { name: 'blksize', value: '1468' },
    ],
  })
})

test('a larger block or window than ours is answered with ours', () => {
  const granted = ask(['blksize', '65464'], ['windowsize', '1000'])
  expect(granted).toMatchObject({ blockSize: 1468, windowSize: 64 })
})

test('values out of range, odd values and unknown options are left out of the answer', () => {
  const granted = ask(
    ['blksize', '7'],
    ['windowsize', '0'],
    ['timeout', '255'],
    ['multicast', ''],
    ['tsize', '0'],
  )
  expect(granted).toEqual({
    blockSize: 512,
    windowSize: 1,
    answers: [{ name: 'tsize', value: '3000000' }],
  })
  expect(ask(['blksize', '-1'], ['windowsize', '1e3'], ['timeout', '']).answers).toEqual([])
})

test('a timeout is granted as asked and an option given twice is answered once', () => {
  const granted = ask(['timeout', '3'], ['timeout', '4'])
  expect(granted).toMatchObject({ timeoutSeconds: 3, answers: [{ name: 'timeout', value: '3' }] })
})

test('a window of large blocks is bounded in bytes', () => {
  const options = [
    { name: 'blksize', value: '65464' },
    { name: 'windowsize', value: '64' },
  ]
  const large = { maximumBlockSize: 65464, maximumWindowSize: 64 }
  expect(negotiate(options, 1, large).windowSize).toBe(16)
})

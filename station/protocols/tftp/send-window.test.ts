import { expect, test } from 'vitest'
import { SendWindow } from './send-window.ts'

function sendAll(window: SendWindow): void {
  window.sent = window.limit
}

test('a file of whole blocks ends with an empty one', () => {
  expect(new SendWindow(0, 512, 1).lastBlock).toBe(1)
  expect(new SendWindow(511, 512, 1).lastBlock).toBe(1)
  expect(new SendWindow(512, 512, 1).lastBlock).toBe(2)
})

test('in lock step a duplicate acknowledgement is never answered', () => {
  const window = new SendWindow(5000, 512, 1)
  sendAll(window)
  expect(window.acknowledge(1)).toBe('advanced')
  sendAll(window)
  expect(window.acknowledge(1)).toBe('ignored')
  expect(window.acknowledge(0)).toBe('ignored')
  expect(window.sent).toBe(2)
})

test('an acknowledgement of a block that was not sent is ignored', () => {
  const window = new SendWindow(5000, 512, 4)
  sendAll(window)
  expect(window.acknowledge(5)).toBe('ignored')
  expect(window.acknowledge(65535)).toBe('ignored')
})

test('an acknowledgement inside the window sends again from there, its repetitions do not', () => {
  const window = new SendWindow(50_000, 512, 8)
  sendAll(window)
  expect(window.acknowledge(3)).toBe('advanced')
  expect(window.sent).toBe(3)
  sendAll(window)
  expect(window.sent).toBe(11)
  expect(window.acknowledge(3)).toBe('ignored')
})

test('a repeated acknowledgement of the block before the window is obeyed once', () => {
  const window = new SendWindow(50_000, 512, 8)
  sendAll(window)
  expect(window.acknowledge(8)).toBe('advanced')
  sendAll(window)
  expect(window.acknowledge(8)).toBe('advanced')
  expect(window.sent).toBe(8)
  sendAll(window)
  expect(window.acknowledge(8)).toBe('ignored')
  window.timeOut()
  sendAll(window)
  expect(window.acknowledge(8)).toBe('advanced')
})

test('block numbers go on with 0 after 65535', () => {
  const window = new SendWindow(8 * 70_000, 8, 16)
  while (window.acknowledged < window.lastBlock) {
    sendAll(window)
    const verdict = window.acknowledge(window.sent & 0xffff)
    expect(verdict).toBe(window.acknowledged === 70_001 ? 'complete' : 'advanced')
  }
})

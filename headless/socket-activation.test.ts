import { expect, test } from 'vitest'
import { inheritedSocket } from './socket-activation.ts'

test('one socket of systemd is the descriptor 3', () => {
  expect(inheritedSocket({ LISTEN_FDS: '1', LISTEN_PID: '7' }, 7)).toBe(3)
})

test('sockets that were passed to another process are left alone', () => {
  expect(inheritedSocket({ LISTEN_FDS: '1', LISTEN_PID: '6' }, 7)).toBeNull()
  expect(inheritedSocket({}, 7)).toBeNull()
})

test('more sockets than one are an error that says what to do', () => {
  expect(() => inheritedSocket({ LISTEN_FDS: '2', LISTEN_PID: '7' }, 7)).toThrow(/exactly one/)
})

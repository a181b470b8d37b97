import { expect, test } from 'vitest'
import { createI2cDevice } from './i2c-device.ts'
import type { CommandResult, RunCommand } from './run-command.ts'

// Recordings of i2c-tools 4.3.

function deviceThat(answer: (line: string) => CommandResult, lines: string[] = []) {
  const run: RunCommand = async (program, args) => {
    const line = [program, ...args].join(' ')
    lines.push(line)
    return answer(line)
  }
  return createI2cDevice({ run, bus: 1, address: 0x20 })
}

function exited(stdout: string, stderr = '', code = 0): CommandResult {
  return { kind: 'exited', code, stdout, stderr }
}

const read = { kind: 'read', register: 3 } as const

test('registers are read and written in turn', async () => {
  const lines: string[] = []
  const device = deviceThat((line) => exited(line.includes('i2cget') ? '0xfb\n' : ''), lines)
  const result = await device([read, { kind: 'write', register: 1, value: 0x8b }, read])
  expect(result).toEqual({ kind: 'done', values: [0xfb, 0xfb] })
  expect(lines).toEqual([
    '/usr/sbin/i2cget -y 1 0x20 0x03 b',
    '/usr/sbin/i2cset -y 1 0x20 0x01 0x8b b',
    '/usr/sbin/i2cget -y 1 0x20 0x03 b',
  ])
})

test('several registers are read by one message', async () => {
  const lines: string[] = []
  const device = deviceThat(() => exited('0x00 0xff 0x14\n'), lines)
  expect(await device([{ ...read, count: 3 }])).toEqual({ kind: 'done', values: [0, 255, 20] })
  expect(lines).toEqual(['/usr/sbin/i2ctransfer -y 1 w1@0x20 0x03 r3'])
  expect(await device([{ ...read, count: 4 }])).toMatchObject({ reason: 'no-answer' })
})

test('nothing is written after a step that failed', async () => {
  const lines: string[] = []
  const device = deviceThat(() => exited('', 'Error: Read failed\n', 2), lines)
  expect(await device([read, { kind: 'write', register: 1, value: 1 }])).toMatchObject({
    reason: 'no-answer',
  })
  expect(lines).toHaveLength(1)
})

test.each([
  ["Error: Could not open file `/dev/i2c-1' or `/dev/i2c/1': Permission denied", 'no-rights'],
  ["Error: Could not open file `/dev/i2c-1' or `/dev/i2c/1': No such file or directory", 'no-bus'],
  ['Error: Could not set address to 0x20: Device or resource busy', 'busy'],
  ['Error: Write failed', 'no-answer'],
])('“%s” is told as %s', async (stderr, reason) => {
  expect(await deviceThat(() => exited('', stderr, 1))([read])).toMatchObject({ reason })
})

test('the programs are found elsewhere too, and their absence is told', async () => {
  const elsewhere = deviceThat((line) =>
    line.startsWith('/usr/sbin') ? { kind: 'not-installed' } : exited('0x00\n'),
  )
  expect(await elsewhere([read])).toEqual({ kind: 'done', values: [0] })
  expect(await deviceThat(() => ({ kind: 'not-installed' }))([read])).toMatchObject({
    reason: 'not-installed',
  })
})

test('what is no register value is no answer', async () => {
  expect(await deviceThat(() => exited('0x1234\n'))([read])).toMatchObject({ reason: 'no-answer' })
})

import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

const node = process.execPath

test('output and exit code come back, and nothing is a shell', async () => {
  const script = 'console.log(process.argv[1]); console.error("oh"); process.exit(3)'
  expect(await runCommand(node, ['-e', script, '$HOME;ls'], 5000)).toEqual({
    kind: 'exited',
    code: 3,
    stdout: '$HOME;ls\n',
    stderr: 'oh\n',
  })
})

test('a command that is not installed is said to be', async () => {
  expect(await runCommand('bootbench-no-such-command', [], 5000)).toEqual({ kind: 'not-installed' })
})

test('a command that hangs is killed at the limit', async () => {
  expect(await runCommand(node, ['-e', 'setInterval(() => 0, 1000)'], 300)).toEqual({
    kind: 'timed-out',
  })
})

test('a command that prints without end is stopped', async () => {
  const script = 'const b = "x".repeat(1 << 20); const f = () => process.stdout.write(b, f); f()'
  expect(await runCommand(node, ['-e', script], 10_000)).toMatchObject({ kind: 'failed' })
})

test('what Node throws at once is a result too', async () => {
  expect(await runCommand(node, ['a\0b'], 5000)).toMatchObject({ kind: 'failed' })
})

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { needRoot } from '../lab/need-root.ts'
import { runProgram } from '../lab/run-program.ts'

// The README's promise: one command does the whole main job and ends with 0 only if every byte is right.

const cli = join(import.meta.dirname, '../../headless/cli.ts')

async function demo(...args: string[]): Promise<{ code: number | null; stdout: string }> {
  return runProgram(process.execPath, [cli, 'demo', '--once', ...args], { limitMs: 170_000 })
}

test('the demo does the main job on loopback, without any rights', async () => {
  const { code, stdout } = await demo('--boards', '4', '--network', 'loopback')
  expect(stdout).toContain('4 of 4 boards deployed and equal to the image')
  expect(stdout).toContain('backup and its deploy equal')
  expect(code).toBe(0)
})

describe.skipIf(needRoot('the demo with boards in network namespaces'))('as root', () => {
  test('the demo does the main job with each board in a network namespace of its own', async () => {
    const { code, stdout } = await demo('--boards', '2', '--network', 'namespace')
    expect(stdout).toContain('2 of 2 boards deployed and equal to the image')
    expect(code).toBe(0)
  })
})

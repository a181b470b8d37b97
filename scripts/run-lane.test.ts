import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LaneEnd, runLane } from './run-lane.ts'

// Programs in the place of vitest: what matters is how they end.

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootbench-lane-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function runProgram(text: string): Promise<{ end: LaneEnd; said: string[] }> {
  const program = join(folder, 'program.mjs')
  writeFileSync(program, text)
  const said: string[] = []
  const end = await runLane(
    { name: 'lane', args: ['some.test.ts'], niceness: 3 },
    {
      vitest: [process.execPath, program],
      folder,
      reportFile: join(folder, 'report.json'),
      say: (line) => said.push(line),
    },
  )
  return { end, said }
}

test('a lane says each line behind its name, gives way, and hands over its report', async () => {
  const { end, said } = await runProgram(`
    import { writeFileSync } from 'node:fs'
    import { getPriority } from 'node:os'
    const file = process.argv.find((word) => word.startsWith('--outputFile.json=')).split('=')[1]
    const timer = setInterval(() => {
      if (getPriority() !== 3) return
      clearInterval(timer)
      console.log('given way\\nran ' + process.argv.at(-1))
      writeFileSync(file, JSON.stringify({ numPassedTests: 4 }))
      process.exit(0)
    }, 5)
  `)
  expect(said).toEqual(['lane | given way', 'lane | ran some.test.ts'])
  expect(end).toMatchObject({ name: 'lane', exitCode: 0, report: { numPassedTests: 4 } })
})

test('a lane that is killed leaves no report, not even that of the run before', async () => {
  const { end } = await runProgram(`process.kill(process.pid, 'SIGKILL')`)
  expect(end.exitCode).toBe(1)
  expect(end.report).toMatch(/could not be read/)
})

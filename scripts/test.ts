// npm test: the checks, then every test there is, then one closing line "N passed, N failed, N skipped".
// With arguments (a file, --project NAME) vitest runs what they say, in this terminal.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChecks } from './checks.ts'
import { beginSlowPreparations } from './prepare-tests.ts'
import { type LaneEnd, runLane } from './run-lane.ts'
import { countRun, sumOf } from './test-counts.ts'
import { type Lane, lanes } from './test-lanes.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const reports = join(folder, '.cache/test-reports')
const vitest = [process.execPath, join(folder, 'node_modules/vitest/vitest.mjs')]

function run(lane: Lane, say: ((line: string) => void) | null): Promise<LaneEnd> {
  return runLane(lane, { vitest, folder, reportFile: join(reports, `${lane.name}.json`), say })
}

async function runAll(): Promise<LaneEnd[]> {
  const ends: LaneEnd[] = []
  const say = (line: string) => process.stdout.write(`${line}\n`)
  for (const together of lanes) {
    ends.push(...(await Promise.all(together.map((lane) => run(lane, say)))))
  }
  return ends
}

mkdirSync(reports, { recursive: true })
const args = process.argv.slice(2)
if (args.length === 0) beginSlowPreparations()
const checks = runChecks()
process.stderr.write('\n== tests\n')
const ends =
  args.length === 0 ? await runAll() : [await run({ name: 'tests', args, niceness: 0 }, null)]
const counts = sumOf(ends.map(countRun))
for (const { name, seconds } of ends) process.stdout.write(`${name}: ${seconds} s\n`)
for (const title of checks.failed) process.stdout.write(`Failed check: ${title}\n`)
for (const problem of counts.problems) process.stdout.write(`${problem}\n`)
const passed = counts.passed + checks.count - checks.failed.length
const failed = counts.failed + checks.failed.length
process.stdout.write(`\n${passed} passed, ${failed} failed, ${counts.skipped} skipped\n`)
process.exitCode = failed === 0 && counts.passed > 0 ? 0 : 1

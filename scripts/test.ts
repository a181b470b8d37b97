// npm test: the checks, then every test there is, then one closing line "N passed, N failed, N skipped".
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runChecks, runTool } from './checks.ts'
import { beginSlowPreparations } from './prepare-tests.ts'

const report = fileURLToPath(new URL('../.cache/test-report.json', import.meta.url))

type Report = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly unknown[]
  }[]
}

mkdirSync(fileURLToPath(new URL('../.cache', import.meta.url)), { recursive: true })
rmSync(report, { force: true })
if (process.argv.length === 2) beginSlowPreparations()
const checks = runChecks()
process.stderr.write('\n== tests\n')
const exitCode = runTool('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
])
const counts = readReport()
// A test file that could not be loaded has no tests in it, and must not pass unseen.
const broken = counts.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
)
for (const title of checks.failed) process.stdout.write(`Failed check: ${title}\n`)
for (const file of broken) process.stdout.write(`Could not be run: ${file.name}\n`)
const passed = counts.numPassedTests + checks.count - checks.failed.length
const known = counts.numFailedTests + broken.length + checks.failed.length
// Vitest also fails on an error outside of all tests.
const failed = known === 0 && exitCode !== 0 ? 1 : known
const skipped = counts.numPendingTests + counts.numTodoTests
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed === 0 && counts.numPassedTests > 0 ? 0 : 1

function readReport(): Report {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report
  } catch (error) {
    process.stdout.write(`The report of the tests could not be read: ${String(error)}\n`)
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
    }
  }
}

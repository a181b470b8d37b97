// npm test: the checks, then every test there is, then one closing line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const report = `${root}.cache/test-report.json`

type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  numFailedTestSuites: number
}

mkdirSync(`${root}.cache`, { recursive: true })
rmSync(report, { force: true })

const checks = [
  ['types', 'tsc', ['-b']],
  ['lint and format', 'biome', ['check', '.']],
  [
    'borders',
    'depcruise',
    [
      '--config',
      '.dependency-cruiser.mjs',
      'contract',
      'station',
      'headless',
      'renderer',
      'simulator',
      'test',
    ],
  ],
] as const
const failedChecks = checks.filter(([title, program, args]) => {
  process.stderr.write(`\n== ${title}\n`)
  return runTool(program, args) !== 0
})
process.stderr.write('\n== tests\n')
const filters = process.argv.slice(2)
runTool('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...filters,
])
const counts = readReport()
// A test file that could not be loaded has no tests in it, and must not pass unseen.
const brokenFiles = counts.numFailedTests === 0 ? counts.numFailedTestSuites : 0
const failed = counts.numFailedTests + brokenFiles + failedChecks.length
const passed = counts.numPassedTests + checks.length - failedChecks.length
for (const [title] of failedChecks) process.stdout.write(`Failed check: ${title}\n`)
process.stdout.write(
  `\n${passed} passed, ${failed} failed, ${counts.numPendingTests + counts.numTodoTests} skipped\n`,
)
process.exitCode = failed === 0 && counts.numPassedTests > 0 ? 0 : 1

function runTool(name: string, args: readonly string[]): number {
  return (
    spawnSync(`${root}node_modules/.bin/${name}`, args, { cwd: root, stdio: 'inherit' }).status ?? 1
  )
}

function readReport(): Report {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report
  } catch (error) {
    process.stderr.write(`The test report could not be read: ${String(error)}\n`)
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
      numFailedTestSuites: 0,
    }
  }
}

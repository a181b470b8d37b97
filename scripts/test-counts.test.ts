import { expect, test } from 'vitest'
import { countRun, sumOf, type VitestReport } from './test-counts.ts'

function report(change: Partial<VitestReport> = {}): VitestReport {
  return {
    numPassedTests: 10,
    numFailedTests: 0,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [],
    ...change,
  }
}

const file = { name: 'a.test.ts', status: 'failed', assertionResults: [] }

test('a good run is counted as vitest says', () => {
  const counts = countRun({ name: 'tests', exitCode: 0, report: report() })
  expect(counts).toEqual({ passed: 10, failed: 0, skipped: 3, problems: [] })
})

test('failed tests and files that could not be loaded are both failures', () => {
  const failed = report({ numFailedTests: 2, testResults: [file] })
  const counts = countRun({ name: 'tests', exitCode: 1, report: failed })
  expect(counts).toMatchObject({ failed: 3, problems: ['Could not be run: a.test.ts'] })
})

test('an error outside of all tests is a failure', () => {
  const counts = countRun({ name: 'guests', exitCode: 1, report: report() })
  expect(counts.failed).toBe(1)
  expect(counts.problems).toEqual(['guests: vitest ended with 1, though no test failed.'])
})

test('a run that crashed makes the sum of two runs a failed one', () => {
  const good = countRun({ name: 'tests', exitCode: 0, report: report() })
  const crashed = countRun({ name: 'guests', exitCode: 0, report: 'no report' })
  expect(sumOf([good, crashed])).toEqual({
    passed: 10,
    failed: 1,
    skipped: 3,
    problems: ['guests: no report'],
  })
})

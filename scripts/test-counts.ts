/** What is read of vitest's JSON report. */
export type VitestReport = {
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

/** Of one run of vitest. `problems` are sentences about what failed without being a test. */
export type TestCounts = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly problems: readonly string[]
}

/** Counts what one run of vitest says; a run that left no report, or that ended badly with no failed test, counts as one failure. */
export function countRun(run: {
  readonly name: string
  readonly exitCode: number
  readonly report: VitestReport | string
}): TestCounts {
  const { name, exitCode, report } = run
  if (typeof report === 'string') {
    return { passed: 0, failed: 1, skipped: 0, problems: [`${name}: ${report}`] }
  }
  // A test file that could not be loaded has no tests in it, and must not pass unseen.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  const problems = broken.map((file) => `Could not be run: ${file.name}`)
  const known = report.numFailedTests + broken.length
  // Vitest also fails on an error outside of all tests.
  const unknown = known === 0 && exitCode !== 0
  if (unknown) problems.push(`${name}: vitest ended with ${exitCode}, though no test failed.`)
  return {
    passed: report.numPassedTests,
    failed: unknown ? 1 : known,
    skipped: report.numPendingTests + report.numTodoTests,
    problems,
  }
}

/** Several runs as one. */
export function sumOf(counts: readonly TestCounts[]): TestCounts {
  const sum = (of: (one: TestCounts) => number) => counts.reduce((all, one) => all + of(one), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    problems: counts.flatMap(({ problems }) => problems),
  }
}

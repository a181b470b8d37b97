/** Tests that run in one process of vitest, file after file; two lanes run side by side. */
export type Lane = {
  readonly name: string
  /** What vitest is told to run. */
  readonly args: readonly string[]
  /** 0 is the usual one; a higher number leaves the processor to others (see nice(1)). */
  readonly niceness: number
}

/** The processor time of a page is measured in these: beside anything else, they would measure that as well. */
const measured = ['test/e2e/many-boards.test.ts', 'test/e2e/many-consoles.test.ts']

/**
 * These ask for the processor and hardly for the clock. Guests are emulated, which takes a core for minutes, while most of
 * the other tests wait; so they run beside them, and give way.
 */
const besides = ['test/vm/', 'test/fuzz/']

const excluded = [...measured, ...besides.map((folder) => `${folder}**`)]

/** All tests, each in one lane. What stands in one inner list runs at the same time; the lists run one after the other. */
export const lanes: readonly (readonly Lane[])[] = [
  [
    { name: 'tests', args: excluded.flatMap((path) => ['--exclude', path]), niceness: 0 },
    { name: 'guests', args: besides, niceness: 5 },
  ],
  [{ name: 'measured', args: measured, niceness: 0 }],
]

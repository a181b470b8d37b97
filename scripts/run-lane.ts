import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { VitestReport } from './test-counts.ts'
import type { Lane } from './test-lanes.ts'

/** How a lane ended: `report` is a sentence when vitest left none that can be read. */
export type LaneEnd = {
  readonly name: string
  readonly seconds: number
  readonly exitCode: number
  readonly report: VitestReport | string
}

/**
 * Runs one lane to its end, whatever that is. `vitest` is the command, `reportFile` where its report goes. With `say` each line
 * of its output is passed on behind the lane's name; without, it has the terminal for itself. SIGINT and SIGTERM are passed on.
 */
export async function runLane(
  lane: Lane,
  options: {
    readonly vitest: readonly string[]
    readonly folder: string
    readonly reportFile: string
    readonly say: ((line: string) => void) | null
  },
): Promise<LaneEnd> {
  const { reportFile, say } = options
  rmSync(reportFile, { force: true })
  const [program = '', ...first] = options.vitest
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const begun = performance.now()
  const child = spawn(program, [...first, 'run', ...reporters, ...lane.args], {
    cwd: options.folder,
    stdio: ['inherit', say === null ? 'inherit' : 'pipe', say === null ? 'inherit' : 'pipe'],
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, pass)
  if (child.pid !== undefined && lane.niceness > 0) setPriority(child.pid, lane.niceness)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null && say !== null) tell(stream, (line) => say(`${lane.name} | ${line}`))
  }
  const exitCode = await endOf(child)
  for (const signal of signals) process.off(signal, pass)
  const seconds = Math.round((performance.now() - begun) / 1000)
  return { name: lane.name, seconds, exitCode, report: readReport(reportFile) }
}

async function endOf(child: ReturnType<typeof spawn>): Promise<number> {
  try {
    // `close`, not `exit`: by then its last words have come.
    const [code] = await once(child, 'close')
    return code ?? 1
  } catch (error) {
    process.stderr.write(`The tests could not be started: ${String(error)}\n`)
    return 1
  }
}

function tell(stream: Readable, say: (line: string) => void): void {
  createInterface({ input: stream }).on('line', say)
}

function readReport(path: string): VitestReport | string {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as VitestReport
  } catch (error) {
    return `The report of the tests could not be read: ${String(error)}`
  }
}

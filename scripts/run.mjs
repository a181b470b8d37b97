// The one entry of every npm script: sets up what the command needs, builds what is stale, then runs it on Node 24.
// Runs on Node 20 and has no dependencies.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { node24, root, setUp } from './set-up.mjs'

const programs = {
  serve: ['headless/cli.ts', 'serve'],
  demo: ['headless/cli.ts', 'demo'],
  cli: ['headless/cli.ts'],
  check: ['scripts/check.ts'],
  deb: ['scripts/make-deb.ts'],
  test: ['scripts/test.ts'],
  bench: ['test/bench/bench.ts'],
  screens: ['test/e2e/screens.ts'],
  desktop: ['scripts/desktop.ts'],
  dist: ['scripts/dist.ts'],
}

const [command, ...rest] = process.argv.slice(2)
const program = programs[command]
if (program === undefined) {
  process.stderr.write(
    `Usage: node scripts/run.mjs ${Object.keys(programs).join('|')} [arguments]\n`,
  )
  process.exit(2)
}
try {
  setUp(command)
  build(command)
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
runOnNode24(program, rest)

/** Runs the program in place of this one: its signals and its exit code are passed on. */
function runOnNode24([file, ...first], args) {
  const shell = process.platform === 'win32'
  const child = spawn(node24, [join(root, file), ...first, ...args], {
    cwd: root,
    stdio: 'inherit',
    shell,
  })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)))
}

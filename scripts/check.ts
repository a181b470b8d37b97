// npm run check: types, lint and format, borders, shell scripts, unit tests. Runs everything even when one fails, and says which did.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`
const folders = ['contract', 'station', 'headless', 'renderer', 'simulator', 'test']

const steps: readonly (readonly [title: string, program: string, args: readonly string[]])[] = [
  ['types', bin('tsc'), ['-b']],
  ['lint and format', bin('biome'), ['check', '.']],
  ['borders', bin('depcruise'), ['--config', '.dependency-cruiser.mjs', ...folders]],
  ['unit tests', bin('vitest'), ['run', '--project', 'unit', '--project', 'renderer']],
]

const failed = steps.filter(([title, program, args]) => {
  process.stderr.write(`\n== ${title}\n`)
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status !== 0
})
process.stderr.write(
  failed.length === 0
    ? '\nAll checks passed.\n'
    : `\nFailed: ${failed.map(([title]) => title).join(', ')}\n`,
)
process.exitCode = failed.length === 0 ? 0 : 1

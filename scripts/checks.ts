import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The folders whose imports are bound by rules; tests may import everything. */
const borderFolders = ['contract', 'station', 'electron', 'headless', 'renderer', 'simulator']

const checks: readonly (readonly [title: string, tool: string, args: readonly string[]])[] = [
  ['types', 'tsc', ['-b']],
  ['lint and format', 'biome', ['check', '--error-on-warnings', '.']],
  ['borders', 'depcruise', ['--config', '.dependency-cruiser.mjs', ...borderFolders]],
]

/** The exit code of a tool of the locked packages, run in the project's folder with its output shown. */
export function runTool(tool: string, args: readonly string[]): number {
  const program = `${root}node_modules/.bin/${tool}`
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status ?? 1
}

/** Runs every static check, also when one fails; returns how many there are and the titles of those that failed. */
export function runChecks(): { readonly count: number; readonly failed: readonly string[] } {
  const failed = checks.filter(([title, tool, args]) => {
    process.stderr.write(`\n== ${title}\n`)
    return runTool(tool, args) !== 0
  })
  return { count: checks.length, failed: failed.map(([title]) => title) }
}

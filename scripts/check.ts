// npm run check: types, lint and format, borders, unit tests. Runs everything even when one fails, and says which did.
import { runChecks, runTool } from './checks.ts'

const { failed } = runChecks()
process.stderr.write('\n== unit tests\n')
const unit = runTool('vitest', ['run', '--project', 'unit', '--project', 'renderer'])
const all = unit === 0 ? failed : [...failed, 'unit tests']
process.stderr.write(all.length === 0 ? '\nAll checks passed.\n' : `\nFailed: ${all.join(', ')}\n`)
process.exitCode = all.length === 0 ? 0 : 1

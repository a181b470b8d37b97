import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folders (relative to `root`, such as `node_modules/ws`) of the npm packages that the dependencies of package.json
 * need when the program runs, without those in `leftOut`. Optional packages that are not installed are passed over; a missing one throws.
 */
export function productionPackages(root: string, leftOut: readonly string[]): string[] {
  const found = new Set<string>()
  const visit = (from: string, names: readonly string[], optional: boolean): void => {
    for (const name of names) {
      const folder = resolvePackage(root, from, name)
      if (folder === null) {
        if (optional) continue
        throw new Error(`The package ${name} is not installed. Run "npm ci", then try again.`)
      }
      if (found.has(folder)) continue
      found.add(folder)
      const needs = readNeeds(join(root, folder))
      visit(folder, needs.always, false)
      visit(folder, needs.optional, true)
    }
  }
  const own = readNeeds(root).always.filter((name) => !leftOut.includes(name))
  visit('', own, false)
  return [...found].sort()
}

/** As Node does: the nearest node_modules that holds it. */
function resolvePackage(root: string, from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(root, candidate, 'package.json'))) return candidate
    if (folder === '' || folder === '.') return null
  }
}

type Needs = { readonly always: readonly string[]; readonly optional: readonly string[] }

function readNeeds(folder: string): Needs {
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(text) as {
    dependencies?: Record<string, string>
    optionalDependencies?: Record<string, string>
  }
  const optional = Object.keys(optionalDependencies)
  return { always: Object.keys(dependencies).filter((name) => !optional.includes(name)), optional }
}

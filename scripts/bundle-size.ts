import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Sizes in bytes, gzipped as a web server would send them. */
export type BundleSize = {
  /** What the browser reads before it shows anything: the entry and all that it imports at once. */
  readonly initial: number
  /** Every script, also those of pages that are loaded when they are shown. */
  readonly total: number
  readonly files: readonly {
    readonly name: string
    readonly size: number
    readonly isInitial: boolean
  }[]
}

/** Measures the scripts of a built user interface (`build/renderer`); throws when it is not built. */
export function measureBundle(folder: string): BundleSize {
  const assets = join(folder, 'assets')
  const initial = initialScripts(folder)
  const files = readdirSync(assets)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({
      name,
      size: gzipSync(readFileSync(join(assets, name))).length,
      isInitial: initial.has(name),
    }))
    .sort((one, other) => other.size - one.size)
  const sum = (list: typeof files) => list.reduce((size, file) => size + file.size, 0)
  return { initial: sum(files.filter(({ isInitial }) => isInitial)), total: sum(files), files }
}

/** The scripts that index.html names, and what they import, and so on; `import()` is not followed. */
function initialScripts(folder: string): ReadonlySet<string> {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const found = new Set<string>()
  const waiting = namesIn(page, /(?:src|href)="\.\/assets\/([^"]+\.js)"/g)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    const code = readFileSync(join(folder, 'assets', name), 'utf8')
    waiting.push(...namesIn(code, /(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
  }
  return found
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name)
}

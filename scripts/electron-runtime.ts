import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageFolder = fileURLToPath(new URL('../node_modules/electron/', import.meta.url))
const names: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/**
 * The Electron program of the locked package, or null when its runtime was not downloaded (the package itself holds none).
 * ELECTRON_OVERRIDE_DIST_PATH names a folder with a runtime, as for the package's own starter.
 */
export function electronProgram(): string | null {
  const pathFile = join(packageFolder, 'path.txt')
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8')
    : (names[process.platform] ?? 'electron')
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageFolder, 'dist')
  const program = join(folder, name)
  return existsSync(program) ? program : null
}

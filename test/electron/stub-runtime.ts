import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'

/**
 * Where Electron keeps its fuses: this mark in the program, then the version of their layout, their number, and one character
 * for each ('0' off, '1' on, 'r' removed). electronjs.org/docs/latest/tutorial/fuses
 */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** As Electron comes: everything is on that a developer wants. */
const fusesAsTheyCome = '101100010'

/** Makes a folder that looks like Electron's runtime for Linux to electron-builder; nothing in it can be run. */
export async function makeStubRuntime(folder: string, version: string): Promise<string> {
  for (const name of ['locales', 'resources', 'default']) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  const count = String.fromCharCode(fusesAsTheyCome.length)
  writeFileSync(
    join(folder, 'electron'),
    `stub of Electron\n${fuseMark}\u0001${count}${fusesAsTheyCome}\n`,
    'latin1',
  )
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'resources.pak']) {
    writeFileSync(join(folder, name), `stub of ${name}\n`)
  }
  for (const name of ['en-US', 'de', 'fr'])
    writeFileSync(join(folder, 'locales', `${name}.pak`), '')
  for (const name of ['electron', 'chrome-sandbox']) chmodSync(join(folder, name), 0o755)
  writeFileSync(join(folder, 'version'), version)
  writeFileSync(join(folder, 'default', 'main.js'), '')
  await createPackage(join(folder, 'default'), join(folder, 'resources', 'default_app.asar'))
  return folder
}

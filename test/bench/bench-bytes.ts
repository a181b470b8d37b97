import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Bytes that do not compress, the same in each run. */
export function noiseBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let index = 0; index + 4 <= length; index += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes.writeUInt32LE((state ^ (state >>> 15)) >>> 0, index)
  }
  return bytes
}

/**
 * Bytes that compress like those of a real system: the program Node itself, then the files of the installed
 * packages, as many as fill `length`.
 */
export function systemBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let filled = 0
  for (const path of systemFiles()) {
    if (filled === length) break
    filled += readFileSync(path).copy(bytes, filled)
  }
  if (filled < length) throw new Error(`the installed packages have only ${filled} bytes`)
  return bytes
}

function* systemFiles(): Generator<string> {
  yield process.execPath
  const folder = join(root, 'node_modules')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    if (path !== process.execPath && statSync(path, { throwIfNoEntry: false })?.isFile()) yield path
  }
}

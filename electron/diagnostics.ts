import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { redact } from './redact.ts'

/** What a diagnostic bundle is made of. Values are written as JSON. */
export type DiagnosticFacts = {
  readonly versions: Readonly<Record<string, string>>
  readonly settings: unknown
  readonly doctor: unknown
  /** Counts and states, without names. */
  readonly bench: unknown
}

/** The newest bytes of each log file: enough for days, and small enough for an email. */
const bytesOfEachLog = 2 * 1024 * 1024

/**
 * A zip file with the logs and the facts, every text of it redacted. Nothing else of the data folder is read: no keys, no
 * database, no images.
 */
export async function packDiagnostics(
  facts: DiagnosticFacts,
  logPaths: readonly string[],
): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {}
  for (const [name, value] of Object.entries(facts)) {
    files[`${name}.json`] = strToU8(redact(JSON.stringify(value, null, 2)))
  }
  for (const path of logPaths) {
    const bytes = await readFile(path)
    const start = Math.max(0, bytes.length - bytesOfEachLog)
    files[`logs/${basename(path)}`] = strToU8(redact(bytes.subarray(start).toString('utf8')))
  }
  files['README.txt'] = strToU8(readMe)
  return zipSync(files)
}

const readMe = `Diagnostics of Bootbench.

Keys, tokens and passwords were taken out ("[removed]"), and so was every long random word.
Serial numbers, network addresses and names of boards and images are still in it: look through it before you pass it on.
`

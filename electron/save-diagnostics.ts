import { writeFile } from 'node:fs/promises'
import { arch, release } from 'node:os'
import { join } from 'node:path'
import { type BenchState, summarize } from './bench-state.ts'
import { type DiagnosticFacts, packDiagnostics } from './diagnostics.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { LogFile } from './log-file.ts'
import type { StationClient } from './station-watch.ts'
import type { Words } from './words/english.ts'

/** Asks where to, and writes a diagnostic bundle there; null when the person cancelled. */
export async function saveDiagnostics(options: {
  readonly electron: Pick<ElectronParts, 'app' | 'dialog'>
  readonly words: Words
  readonly version: string
  readonly station: StationClient | null
  readonly bench: BenchState
  readonly log: LogFile
  readonly now: () => number
}): Promise<string | null> {
  const { electron, words, now, log } = options
  const day = new Date(now()).toISOString().slice(0, 10)
  const { filePath } = await electron.dialog.showSaveDialog({
    title: words.saveDiagnostics,
    defaultPath: join(electron.app.getPath('downloads'), `bootbench-diagnostics-${day}.zip`),
  })
  if (filePath === undefined || filePath === '') return null
  const facts: DiagnosticFacts = {
    versions: versionsOf(options.version),
    settings: await answerOf(options.station?.settings.get()),
    doctor: await answerOf(options.station?.doctor.examine()),
    bench: { ...summarize(options.bench), serving: options.bench.serving },
  }
  await writeFile(filePath, await packDiagnostics(facts, log.paths()), { mode: 0o600 })
  return filePath
}

function versionsOf(version: string): Record<string, string> {
  const { electron = '', chrome = '', node } = process.versions
  return {
    ...{ bootbench: version, electron, chromium: chrome, node },
    ...{ platform: process.platform, architecture: arch(), system: release() },
  }
}

/** What the station says; that it can't be heard is a finding too, and no reason for having no bundle. */
async function answerOf(answer: Promise<unknown> | undefined): Promise<unknown> {
  if (answer === undefined) return 'The station could not be heard.'
  return answer.catch((error: unknown) => `The station refused: ${String(error)}`)
}

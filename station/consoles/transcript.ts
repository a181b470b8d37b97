import { appendFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What one line of a console said, and when it began to say it (milliseconds since 1970). */
export type TranscriptLine = { readonly at: number; readonly text: string }

/**
 * The kept text of one console: files of lines `ISO-time<TAB>text`, which a person can read. The newest is `transcript.txt`; when it
 * is full it becomes `transcript.1.txt`, the one before `transcript.2.txt` and so on; the oldest goes.
 */
export type Transcript = {
  add(lines: readonly TranscriptLine[]): void
  /** How many characters wait to be written. */
  waiting(): number
  /** Lines that hold this text, in any case, newest first. */
  search(text: string, limit: number): Promise<readonly TranscriptLine[]>
  /** All of it, oldest first. */
  text(): Promise<string>
  /** Resolves when all that was added is written, or has failed. */
  flush(): Promise<void>
}

export type TranscriptOptions = {
  readonly folder: string
  /** A file that is larger is put aside; so many are kept. */
  readonly largestFile: number
  readonly files: number
  readonly log: (message: string) => void
}

/** Opens the transcript in `folder`, which is made with its first line. A full disk loses lines and nothing else; it is told to `log`. */
export function createTranscript(options: TranscriptOptions): Transcript {
  let waiting = ''
  let writing: Promise<void> | null = null
  let failed = false
  async function writeAll(): Promise<void> {
    while (waiting !== '') {
      const text = waiting
      waiting = ''
      try {
        await append(options, text)
        failed = false
      } catch (error) {
        if (!failed) options.log(`consoles: the transcript can't be written: ${String(error)}`)
        failed = true
      }
    }
    writing = null
  }
  const flush = async (): Promise<void> => {
    writing ??= writeAll()
    await writing
  }
  return {
    add: (lines) => {
      if (lines.length === 0) return
      waiting += lines.map(({ at, text }) => `${new Date(at).toISOString()}\t${text}\n`).join('')
      flush()
    },
    waiting: () => waiting.length,
    search: async (text, limit) => {
      await flush()
      return searchFiles(options, text.toLowerCase(), limit)
    },
    text: async () => {
      await flush()
      const texts = await Promise.all(filesOf(options).reverse().map(readIfThere))
      return texts.join('')
    },
    flush,
  }
}

/** Newest first. */
function filesOf({ folder, files }: TranscriptOptions): string[] {
  return Array.from({ length: files }, (_, index) =>
    join(folder, index === 0 ? 'transcript.txt' : `transcript.${index}.txt`),
  )
}

async function append(options: TranscriptOptions, text: string): Promise<void> {
  const [newest = ''] = filesOf(options)
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  await appendFile(newest, text, { mode: 0o600 })
  const { size } = await stat(newest)
  if (size >= options.largestFile) await rotate(filesOf(options))
}

async function rotate(files: readonly string[]): Promise<void> {
  for (let index = files.length - 1; index >= 0; index -= 1) {
    const file = files[index] ?? ''
    const next = files[index + 1]
    if (next === undefined) await rm(file, { force: true })
    else await rename(file, next).catch(ignoreMissing)
  }
}

async function searchFiles(
  options: TranscriptOptions,
  wanted: string,
  limit: number,
): Promise<readonly TranscriptLine[]> {
  const found: TranscriptLine[] = []
  for (const file of filesOf(options)) {
    const lines = (await readIfThere(file)).split('\n')
    for (let index = lines.length - 1; index >= 0 && found.length < limit; index -= 1) {
      const line = parseLine(lines[index] ?? '')
      if (line?.text.toLowerCase().includes(wanted)) found.push(line)
    }
    if (found.length >= limit) break
  }
  return found
}

function parseLine(line: string): TranscriptLine | null {
  const tab = line.indexOf('\t')
  const at = Date.parse(line.slice(0, tab))
  // A power cut may leave half a line.
  return tab < 0 || Number.isNaN(at) ? null : { at, text: line.slice(tab + 1) }
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error) => {
    ignoreMissing(error)
    return ''
  })
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import type { z } from 'zod'

/** A small document in a file of its own, which a person can read and copy. */
export type JsonFile<Value> = {
  read(): Value
  /** Replaces the file in one step: after a power cut it holds the old or the new text, never half of one. */
  write(value: Value): void
}

/**
 * Keeps one value of `schema` at `path`. Where there is no file, `orElse` is read. A file that can't be understood is
 * reported, put aside under the same name with `.unreadable` behind it, and read as `orElse`.
 */
export function openJsonFile<Schema extends z.ZodType>(options: {
  readonly path: string
  readonly schema: Schema
  readonly orElse: z.infer<Schema>
  readonly log: (message: string) => void
}): JsonFile<z.infer<Schema>> {
  const { path, schema, orElse, log } = options
  return {
    read: () => {
      if (!existsSync(path)) return orElse
      const parsed = schema.safeParse(parseJson(readFileSync(path, 'utf8')))
      if (parsed.success) return parsed.data
      renameSync(path, `${path}.unreadable`)
      log(`storage: ${path} could not be understood; it was put aside as ${path}.unreadable`)
      return orElse
    },
    write: (value) => {
      const unfinished = `${path}.${process.pid}.new`
      const file = openSync(unfinished, 'w', 0o600)
      try {
        writeSync(file, `${JSON.stringify(value, null, 2)}\n`)
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(unfinished, path)
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the schema refuses it, and the file is put aside
  }
}

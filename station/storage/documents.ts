import type { z } from 'zod'
import type { Database } from './database.ts'

/** A table of JSON documents under a text key. */
export type Documents<Value> = {
  /** Every readable document. One that no longer fits its schema is reported, left in place, and not returned. */
  load(): Value[]
  save(value: Value): void
  remove(key: string): void
}

/** Keeps values of `schema` in the table `boards` or `leases`, which have the columns key and body. */
export function openDocuments<Schema extends z.ZodType>(options: {
  database: Database
  table: 'boards' | 'leases'
  schema: Schema
  keyOf: (value: z.infer<Schema>) => string
  log: (message: string) => void
}): Documents<z.infer<Schema>> {
  const { database, table, schema, keyOf, log } = options
  const key = table === 'boards' ? 'id' : 'key'
  return {
    load: () =>
      database.all(`SELECT ${key} AS key, body FROM ${table}`).flatMap((row) => {
        const parsed = schema.safeParse(parseJson(String(row.body)))
        if (parsed.success) return [parsed.data]
        log(`storage: ${table} entry ${String(row.key)} could not be read and is left alone`)
        return []
      }),
    save: (value) =>
      database.run(
        `INSERT INTO ${table} (${key}, body) VALUES (?, ?) ON CONFLICT (${key}) DO UPDATE SET body = excluded.body`,
        keyOf(value),
        JSON.stringify(value),
      ),
    remove: (value) => database.run(`DELETE FROM ${table} WHERE ${key} = ?`, value),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller's schema refuses it and the entry is reported
  }
}

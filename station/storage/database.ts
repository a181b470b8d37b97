import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { migrations } from './migrations.ts'

export type Row = Record<string, unknown>

/** The station's one database. One writer: this process. */
export type Database = {
  /** Runs a statement that returns no rows. */
  run(sql: string, ...values: SQLInputValue[]): void
  /** Runs a query and returns all of its rows. */
  all(sql: string, ...values: SQLInputValue[]): Row[]
  /** Runs `work` so that either all of its changes are kept or, when it throws, none. */
  transaction<Result>(work: () => Result): Result
  close(): void
}

/**
 * Opens (or makes) the database at `path`, or in memory for `:memory:`, and brings its tables up to date.
 * Throws when the file is not a database, or was made by a newer Bootbench.
 */
export function openDatabase(path: string): Database {
  const handle = new DatabaseSync(path)
  // WAL with FULL: a change that was answered with "done" outlives a power cut of the laptop.
  handle.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
  )
  // SQLite's own lower() knows ASCII only.
  handle.function('fold', { deterministic: true }, (text) => fold(String(text)))
  migrate(handle, path)
  const database: Database = {
    run: (sql, ...values) => {
      handle.prepare(sql).run(...values)
    },
    all: (sql, ...values) => handle.prepare(sql).all(...values),
    transaction: (work) => {
      handle.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        handle.exec('COMMIT')
        return result
      } catch (error) {
        handle.exec('ROLLBACK')
        throw error
      }
    },
    close: () => handle.close(),
  }
  return database
}

/** The form in which texts are compared in a search: without upper case, composed characters in one way. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function migrate(handle: DatabaseSync, path: string): void {
  const found = Number(handle.prepare('PRAGMA user_version').get()?.user_version ?? 0)
  if (found > migrations.length) {
    throw new Error(
      `The database ${path} was made by a newer Bootbench (version ${found} of its tables, this program knows ${migrations.length}). Start the newer program, or choose another data folder with --data.`,
    )
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue
    handle.exec(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

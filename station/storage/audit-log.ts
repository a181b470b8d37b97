import type { Database } from './database.ts'

/** Appends one line: who did what to which thing. Nothing here changes or removes a line. */
export type Audit = (action: string, subject: string, details?: Record<string, unknown>) => void

/** One line of the record. */
export type AuditEntry = {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly action: string
  readonly details: Record<string, unknown>
}

/** The append-only record of every action that changes a board or the station. */
export function openAuditLog(database: Database, clock: () => number): Audit {
  return (action, subject, details = {}) =>
    database.run(
      'INSERT INTO audit (at, action, subject, body) VALUES (?, ?, ?, ?)',
      clock(),
      action,
      subject,
      JSON.stringify(details),
    )
}

/** Reads what was done to one thing: the newest `limit` lines, oldest first. */
export function readAuditLog(database: Database, subject: string, limit: number): AuditEntry[] {
  return database
    .all(
      'SELECT at, action, body FROM audit WHERE subject = ? ORDER BY seq DESC LIMIT ?',
      subject,
      limit,
    )
    .map((row) => ({
      at: Number(row.at),
      action: String(row.action),
      details: JSON.parse(String(row.body)) as Record<string, unknown>,
    }))
    .reverse()
}

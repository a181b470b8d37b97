import type { Database } from './database.ts'

/** Appends one line: who did what to which thing. Nothing here changes or removes a line. */
export type Audit = (action: string, subject: string, details?: Record<string, unknown>) => void

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

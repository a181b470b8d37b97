/**
 * The tables, in the order in which they came to be. Entry n brings the database from version n to n + 1.
 * Never change an entry that was released: add one.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE boards (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
   CREATE TABLE jobs (id TEXT PRIMARY KEY, board_id TEXT NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
   CREATE INDEX jobs_by_board ON jobs (board_id, created_at);
   CREATE TABLE job_log (seq INTEGER PRIMARY KEY, job_id TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
   CREATE INDEX job_log_by_job ON job_log (job_id, seq);
   CREATE TABLE leases (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
   CREATE TABLE credentials (sha256 TEXT PRIMARY KEY, board_id TEXT NOT NULL, kind TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
   CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL) STRICT`,
]

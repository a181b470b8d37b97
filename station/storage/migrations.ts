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
  // The history is searched by an index that holds all that a search looks at, so that the documents are only read for the page that is shown.
  `ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT '';
   ALTER TABLE jobs ADD COLUMN state TEXT NOT NULL DEFAULT '';
   ALTER TABLE jobs ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
   UPDATE jobs SET kind = json_extract(body, '$.kind'),
     state = CASE WHEN json_extract(body, '$.state.kind') IN ('done', 'unverified', 'failed', 'cancelled') THEN json_extract(body, '$.state.kind') ELSE 'open' END,
     search_text = fold(concat_ws(char(10), json_extract(body, '$.boardSerial'), json_extract(body, '$.boardLabel'), json_extract(body, '$.imageName'), json_extract(body, '$.note'), id));
   CREATE INDEX jobs_for_search ON jobs (created_at DESC, state, kind, board_id, search_text);
   CREATE INDEX jobs_open ON jobs (id) WHERE state = 'open';
   CREATE INDEX audit_by_subject ON audit (subject, seq);
   CREATE TABLE board_events (seq INTEGER PRIMARY KEY, board_id TEXT NOT NULL, at INTEGER NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
   CREATE INDEX board_events_by_board ON board_events (board_id, seq);
   CREATE TABLE board_photos (board_id TEXT PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
   CREATE TABLE batches (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, dismissed INTEGER NOT NULL, body TEXT NOT NULL) STRICT`,
  // Which jobs wrote or made an image; a backup learns its image only at its end.
  `ALTER TABLE jobs ADD COLUMN image_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.imageId')) VIRTUAL;
   CREATE INDEX jobs_by_image ON jobs (image_id, created_at DESC, kind)`,
]

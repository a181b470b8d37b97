import type { Database } from './database.ts'

/** A token as it is kept: only its hash, so that a copied database opens nothing. */
export type Credential = {
  readonly sha256: string
  readonly boardId: string
  readonly kind: 'boot' | 'session'
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export type CredentialStore = {
  load(): Credential[]
  save(credential: Credential): void
  remove(sha256: string): void
}

/** Keeps tokens' hashes in the database, so that boards go on with their work after a restart of the station. */
export function openCredentialStore(database: Database): CredentialStore {
  return {
    load: () =>
      database.all('SELECT sha256, board_id, kind, expires_at FROM credentials').map((row) => ({
        sha256: String(row.sha256),
        boardId: String(row.board_id),
        kind: row.kind === 'boot' ? 'boot' : 'session',
        expiresAt: Number(row.expires_at),
      })),
    save: ({ sha256, boardId, kind, expiresAt }) =>
      database.run(
        'INSERT INTO credentials (sha256, board_id, kind, expires_at) VALUES (?, ?, ?, ?)',
        sha256,
        boardId,
        kind,
        expiresAt,
      ),
    remove: (sha256) => database.run('DELETE FROM credentials WHERE sha256 = ?', sha256),
  }
}

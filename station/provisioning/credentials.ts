import { createHash, randomBytes } from 'node:crypto'

/** A token's hash and what it is good for; the token itself is not kept. */
type Credential = {
  readonly sha256: string
  readonly boardId: string
  readonly kind: 'boot' | 'session'
  readonly expiresAt: number
}

/** Tokens of boards: docs/agent-protocol.md, "Tokens". */
export type Credentials = {
  /** Makes a boot token for one boot of this board; tokens of its earlier boots become worthless. */
  issueBootToken(boardId: string): string
  /** Spends a boot token; the board that it was made for, or null when it is unknown, spent or too old. */
  spendBootToken(token: string): string | null
  /** Starts a session and ends the board's older one. */
  openSession(boardId: string): string
  /** The board that a session token belongs to, or null. */
  boardOfSession(token: string): string | null
  forgetBoard(boardId: string): void
}

const bootTokenLifetime = 10 * 60 * 1000
/** A job may take hours, and a bench may stand over a weekend; a new registration ends a session sooner. */
const sessionLifetime = 7 * 24 * 60 * 60 * 1000

export function createCredentials(options: {
  readonly clock: () => number
  readonly store: {
    load(): Credential[]
    save(credential: Credential): void
    remove(sha256: string): void
  }
}): Credentials {
  const { clock, store } = options
  const known = new Map(store.load().map((credential) => [credential.sha256, credential]))

  const remove = (credential: Credential): void => {
    known.delete(credential.sha256)
    store.remove(credential.sha256)
  }
  const removeAll = (boardId: string, kind: Credential['kind']): void => {
    for (const credential of [...known.values()]) {
      if (credential.boardId === boardId && credential.kind === kind) remove(credential)
    }
  }
  const issue = (
    boardId: string,
    kind: Credential['kind'],
    bytes: number,
    lifetime: number,
  ): string => {
    removeAll(boardId, kind)
    const token = randomBytes(bytes).toString('hex')
    const credential = { sha256: hash(token), boardId, kind, expiresAt: clock() + lifetime }
    known.set(credential.sha256, credential)
    store.save(credential)
    return token
  }
  const find = (token: string, kind: Credential['kind']): Credential | null => {
    // Looked up by hash: how long that takes tells nothing of a token that is nearly right.
    const credential = known.get(hash(token))
    return credential?.kind === kind && credential.expiresAt > clock() ? credential : null
  }

  return {
    issueBootToken: (boardId) => issue(boardId, 'boot', 16, bootTokenLifetime),
    spendBootToken: (token) => {
      const credential = find(token, 'boot')
      if (credential === null) return null
      remove(credential)
      return credential.boardId
    },
    openSession: (boardId) => issue(boardId, 'session', 32, sessionLifetime),
    boardOfSession: (token) => find(token, 'session')?.boardId ?? null,
    forgetBoard: (boardId) => {
      removeAll(boardId, 'boot')
      removeAll(boardId, 'session')
    },
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

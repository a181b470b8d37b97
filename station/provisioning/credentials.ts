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
  /**
   * Makes a boot token for this board. Earlier ones of the same boot stay good: a board may ask twice for the file that holds it and use
   * either answer.
   */
  issueBootToken(boardId: string): string
  /** The board that a boot token was made for, or null when it is unknown, worthless by now, or too old. */
  boardOfBootToken(token: string): string | null
  /** Starts a session and ends the board's older one. */
  openSession(boardId: string): string
  /**
   * The board that a session token belongs to, or null. With the first use of a session the board's boot tokens become worthless; not
   * sooner, because the answer to a registration may be lost, and the agent then asks again.
   */
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
  const known = new Map<string, Credential>()
  const ofBoard = new Map<string, Set<Credential>>()

  const add = (credential: Credential): void => {
    known.set(credential.sha256, credential)
    const others = ofBoard.get(credential.boardId) ?? new Set()
    ofBoard.set(credential.boardId, others.add(credential))
  }
  const removeAll = (boardId: string, goes: (credential: Credential) => boolean): void => {
    for (const credential of [...(ofBoard.get(boardId) ?? [])].filter(goes)) {
      known.delete(credential.sha256)
      ofBoard.get(boardId)?.delete(credential)
      store.remove(credential.sha256)
    }
  }
  const issue = (
    boardId: string,
    kind: Credential['kind'],
    bytes: number,
    lifetime: number,
  ): string => {
    const token = randomBytes(bytes).toString('hex')
    const credential = { sha256: hash(token), boardId, kind, expiresAt: clock() + lifetime }
    store.save(credential)
    add(credential)
    return token
  }
  const find = (token: string, kind: Credential['kind']): Credential | null => {
    // Looked up by hash: how long that takes tells nothing of a token that is nearly right.
    const credential = known.get(hash(token))
    return credential?.kind === kind && credential.expiresAt > clock() ? credential : null
  }
  const isBoot = ({ kind }: Credential): boolean => kind === 'boot'

  for (const credential of store.load()) add(credential)

  return {
    issueBootToken: (boardId) => {
      removeAll(boardId, (old) => isBoot(old) && old.expiresAt <= clock())
      return issue(boardId, 'boot', 16, bootTokenLifetime)
    },
    boardOfBootToken: (token) => find(token, 'boot')?.boardId ?? null,
    openSession: (boardId) => {
      removeAll(boardId, (old) => !isBoot(old))
      return issue(boardId, 'session', 32, sessionLifetime)
    },
    boardOfSession: (token) => {
      const session = find(token, 'session')
      if (session === null) return null
      removeAll(session.boardId, isBoot)
      return session.boardId
    },
    forgetBoard: (boardId) => removeAll(boardId, () => true),
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

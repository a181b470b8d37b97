import { createTypeQueue } from '../logic/type-queue.ts'
import { ask } from './ask.ts'
import { station } from './station.ts'

const queue = createTypeQueue((ids, text) =>
  ask((client) => client.consoles.type({ ids: [...ids], text })),
)

/** Types keys into these lines; a refusal is shown as a toast. */
export function typeKeys(ids: readonly string[], text: string): void {
  queue.push(ids, text)
}

/** Types a user name, waits until a password is asked for, and types that. False: it was not asked for within the limit. */
export async function logIn(
  id: string,
  login: { readonly user: string; readonly password: string },
  limitMs: number,
): Promise<boolean> {
  const limit = AbortSignal.timeout(limitMs)
  const output = await station().consoles.follow({ id }, { signal: limit })
  let said = ''
  try {
    for await (const piece of output) {
      // What was said before is not the answer to what is typed now.
      if (piece.kind === 'before') await type(id, `${login.user}\r`)
      if (piece.kind === 'text') said = (said + piece.text).slice(-1_000)
      if (!/(password|kennwort|passwort): ?$/i.test(said)) continue
      await type(id, `${login.password}\r`)
      return true
    }
  } catch (error) {
    if (!limit.aborted) throw error
  }
  return false
}

function type(id: string, text: string): Promise<void> {
  return station().consoles.type({ ids: [id], text })
}

/** Keeps what is typed in order: while one piece is on its way, the next ones are gathered and sent together after it. */
export type TypeQueue = { push(ids: readonly string[], text: string): void }

/** `send` never rejects. Lines that wait for a slow receiver do not hold others up. */
export function createTypeQueue(
  send: (ids: readonly string[], text: string) => Promise<unknown>,
): TypeQueue {
  const waiting = new Map<string, string>()
  async function sendAll(key: string, ids: readonly string[]): Promise<void> {
    for (let text = waiting.get(key) ?? ''; text !== ''; text = waiting.get(key) ?? '') {
      waiting.set(key, '')
      await send(ids, text)
    }
    waiting.delete(key)
  }
  return {
    push: (ids, text) => {
      const key = ids.join('\n')
      const before = waiting.get(key)
      waiting.set(key, (before ?? '') + text)
      if (before === undefined) sendAll(key, ids)
    },
  }
}

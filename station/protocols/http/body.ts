import type { IncomingMessage } from 'node:http'

/** What came of reading a request's body. */
export type BodyResult =
  | { readonly kind: 'ok'; readonly bytes: Buffer }
  | { readonly kind: 'too-big' }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'broken-off' }

/**
 * Reads a whole body of at most `limit` bytes. A sender may pause for at most `idleMilliseconds`, and the whole body may
 * take no longer than six times that, so that no client can hold memory or a connection for long. Never throws.
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  idleMilliseconds = 10_000,
): Promise<BodyResult> {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    return Promise.resolve({ kind: 'too-big' })
  }
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let size = 0
    const end = (result: BodyResult): void => {
      clearTimeout(idle)
      clearTimeout(whole)
      request.removeAllListeners('data')
      resolve(result)
    }
    const idle = setTimeout(() => end({ kind: 'too-slow' }), idleMilliseconds)
    const whole = setTimeout(() => end({ kind: 'too-slow' }), idleMilliseconds * 6)
    request.on('data', (part: Buffer) => {
      idle.refresh()
      size += part.length
      if (size > limit) return end({ kind: 'too-big' })
      parts.push(part)
    })
    request.once('end', () => end({ kind: 'ok', bytes: Buffer.concat(parts, size) }))
    request.once('error', () => end({ kind: 'broken-off' }))
    request.once('close', () => end({ kind: 'broken-off' }))
  })
}

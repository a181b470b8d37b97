import { type ByteSource, closeSource } from './byte-source.ts'
import type { TftpClientAddress } from './transfer.ts'

export type Resolved =
  | ByteSource
  | { readonly kind: 'not-found' }
  /** `message` goes to the client, which may show it on its screen. */
  | { readonly kind: 'denied'; readonly message: string }

/** The product's map of names to bytes. `name` is as the client wrote it; see names.ts. */
export type ResolveFile = (name: string, client: TftpClientAddress) => Resolved | Promise<Resolved>

export type ResolvedOrFailed = Resolved | { readonly kind: 'failed'; readonly message: string }

const limitMilliseconds = 10_000

/**
 * Asks the resolver. It is the product's code: its failure or its silence becomes a value, so that
 * no request can end the server or wait in it for ever. A source that comes too late is closed.
 */
export function resolveInTime(
  resolveFile: ResolveFile,
  name: string,
  client: TftpClientAddress,
): Promise<ResolvedOrFailed> {
  const { promise, resolve } = Promise.withResolvers<ResolvedOrFailed>()
  let waiting = true
  const settle = (result: ResolvedOrFailed) => {
    if (waiting) resolve(result)
    else if (result.kind === 'reader') closeSource(result)
    waiting = false
    clearTimeout(timer)
  }
  const timer = setTimeout(
    () => settle(failed(`no answer in ${limitMilliseconds / 1000} seconds`)),
    limitMilliseconds,
  )
  askResolver(resolveFile, name, client).then(settle, (error: unknown) =>
    settle(failed(error instanceof Error ? error.message : String(error))),
  )
  return promise
}

/** In an async function, so that a throw becomes a rejection. */
async function askResolver(resolveFile: ResolveFile, name: string, client: TftpClientAddress) {
  return resolveFile(name, client)
}

function failed(message: string): ResolvedOrFailed {
  return { kind: 'failed', message }
}

import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { cutOff, insecureRedirect, tooManyRedirects, wrongRedirect } from './download-refusals.ts'

/** The answer to a GET, and the address that gave it, after redirects. */
export type HttpAnswer = { readonly response: IncomingMessage; readonly url: URL }

export type HttpWish = {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** The file's checksum is known, so it does not matter who delivers it. */
  readonly isChecked: boolean
  /** Milliseconds of silence after which the connection counts as broken. */
  readonly silence: number
}

const mostRedirects = 5
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Sends a GET and follows redirects: at most five, to HTTP and HTTPS only, and never from HTTPS to HTTP unless the file's checksum
 * is known. Throws an ImageRefusal for those, and node's own error where there is no connection. node:http instead of fetch: fetch
 * would unpack a .gz file that a server labels as `Content-Encoding: gzip`, and then neither its length nor its checksum is right.
 */
export async function getFollowing(wish: HttpWish): Promise<HttpAnswer> {
  let { url } = wish
  for (let count = 0; count <= mostRedirects; count += 1) {
    const response = await get(url, wish)
    const location = response.headers.location
    if (!redirects.has(response.statusCode ?? 0) || location === undefined) return { response, url }
    response.destroy()
    const next = URL.parse(location, url.href)
    if (next === null || !['http:', 'https:'].includes(next.protocol)) throw wrongRedirect(location)
    if (url.protocol === 'https:' && next.protocol === 'http:' && !wish.isChecked)
      throw insecureRedirect(next)
    url = next
  }
  throw tooManyRedirects(mostRedirects)
}

function get(url: URL, { headers, signal, silence }: HttpWish): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = send(url, {
      headers: { 'user-agent': 'bootbench', 'accept-encoding': 'identity', ...headers },
      signal,
      agent: false,
    })
    request.setTimeout(silence, () => request.destroy(cutOff('nothing came for a while')))
    request.once('error', reject)
    request.once('response', (response) => {
      request.off('error', reject)
      // What goes wrong from now on is told by the response's own stream.
      request.on('error', (error) => response.destroy(error))
      resolve(response)
    })
    request.end()
  })
}

/** The name of the file behind an address: its last part, of the first address that has one with an ending. */
export function fileNameOf(...urls: readonly URL[]): string {
  const names = urls.map(({ pathname }) => lastPart(pathname))
  return (
    names.find((name) => /\.\w+$/.test(name)) ?? names.find((name) => name !== '') ?? 'download'
  )
}

function lastPart(pathname: string): string {
  const part = pathname.split('/').at(-1) ?? ''
  return decoded(part)
    .replaceAll(/[/\\\p{Cc}]/gu, '_')
    .replace(/^\.+/, '')
    .slice(-150)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part // Not a valid encoding: then its characters are meant as they are.
  }
}

/** The address without a name and password in it, for people and for the library. */
export function withoutSecrets(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}

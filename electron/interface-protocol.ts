import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { ElectronParts } from './electron-parts.ts'

/**
 * The scheme of the user interface inside of the app. It is not the scheme of deep links (`bootbench:`): what comes from
 * outside can't name a file of ours.
 */
export const interfaceScheme = 'bootbench-app'
export const interfaceOrigin = `${interfaceScheme}://interface`

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    // react-aria and sonner set styles of elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()',
} as const

/** Makes the scheme behave as https does (origin, secure context). Must be called before the app is ready. */
export function registerInterfaceScheme({ protocol }: Pick<ElectronParts, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: interfaceScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Answers for the files of the user interface: GET and HEAD, below `folder` only, each with the security headers. */
export async function answerInterface(folder: string, request: Request): Promise<Response> {
  const url = new URL(request.url)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
  if (url.host !== 'interface') return refusal(404)
  const name = fileName(url.pathname)
  if (name === null) return refusal(404)
  const bytes = await readFile(join(folder, name)).catch(() => null)
  if (bytes === null) return refusal(404)
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), {
    headers: {
      ...headers,
      'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    },
  })
}

/** The file that a path names: plain words between slashes, nothing that could lead out of the folder. */
function fileName(path: string): string | null {
  if (path === '/') return 'index.html'
  return /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(path) ? path.slice(1) : null
}

function refusal(status: number): Response {
  return new Response(null, { status, headers })
}

import { ImageRefusal } from './refusal.ts'

/** An error of the connection, to be tried again. */
export function cutOff(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'ECONNRESET' })
}

export function wrongRedirect(location: string): ImageRefusal {
  return new ImageRefusal(
    'url-refused',
    `The server sends on to ${location.slice(0, 200)}, which is not an HTTP or HTTPS address. Use the address of the file itself.`,
  )
}

export function insecureRedirect(next: URL): ImageRefusal {
  return new ImageRefusal(
    'url-insecure',
    `The server sends on from HTTPS to plain HTTP (${next.host}), where anybody on the way could change the file. Give the file's SHA-256 too, or use another address.`,
  )
}

export function tooManyRedirects(most: number): ImageRefusal {
  return new ImageRefusal(
    'url-refused',
    `The server sends on more than ${most} times without delivering a file. Use the address of the file itself.`,
  )
}

/** The server has answered, but not with the file. */
export function statusRefusal(status: number, host: string): ImageRefusal {
  if (status === 404 || status === 410) {
    return new ImageRefusal(
      'url-not-found',
      `${host} has no file at this address (status ${status}). Check the address; a newer version may have another one.`,
    )
  }
  if (status === 401 || status === 403 || status === 407) {
    return new ImageRefusal(
      'url-refused',
      `${host} does not let this station have the file (status ${status}). Download it in a browser, then import the file.`,
    )
  }
  return new ImageRefusal(
    'url-refused',
    `${host} answered with status ${status} instead of the file. Try again later, or check the address.`,
  )
}

export function webPage(host: string): ImageRefusal {
  return new ImageRefusal(
    'unknown-format',
    `${host} answered with a web page, not with a disk image. Use the address of the file itself, which mostly ends in .img.xz or .zip.`,
  )
}

export function tooLarge(bytes: number, freeBytes: number): ImageRefusal {
  return new ImageRefusal(
    'station-disk-full',
    `The file has ${bytes} bytes, but the disk of the station has only ${freeBytes} free. Remove images or free space, then try again.`,
  )
}

/** What people are told of an error of the connection, once trying again is over. `received` is null when nothing ever answered. */
export function connectionRefusal(
  error: unknown,
  host: string,
  received: number | null,
): ImageRefusal {
  if (error instanceof ImageRefusal) return error
  const { code, message } = describe(error)
  if (/^(ENOTFOUND|EAI_)/.test(code)) {
    return new ImageRefusal(
      'url-host-unknown',
      `The name ${host} is not known (${code}). Check the address, and that this computer has internet.`,
    )
  }
  if (isTlsProblem(code)) {
    return new ImageRefusal(
      'url-insecure',
      `${host} could not prove who it is (${message}). Check this computer's clock and the address; somebody may be in between.`,
    )
  }
  if (received === null) {
    return new ImageRefusal(
      'url-unreachable',
      `${host} does not answer (${message}). Check the address, and that this computer has internet.`,
    )
  }
  return new ImageRefusal(
    'download-broken-off',
    `The download from ${host} broke off at byte ${received} again and again (${message}). Nothing was kept; try again later.`,
  )
}

/** True where trying again can't help. */
export function isHopeless(error: unknown): boolean {
  const { code } = describe(error)
  return code === 'ENOTFOUND' || code === 'ECONNREFUSED' || isTlsProblem(code)
}

/** OpenSSL's reasons as node names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes. */
function isTlsProblem(code: string): boolean {
  return /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_CA|EPROTO)/.test(
    code,
  )
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message || code }
}

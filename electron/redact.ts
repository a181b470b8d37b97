const removed = '[removed]'

/** Words after which a value is a secret, as they appear in logs, kernel command lines, headers and JSON. */
const secretNames =
  '(?:[\\w.-]{0,40}(?:token|secret|passw(?:or)?d|passphrase|credential|psk|api[_-]?key|private[_-]?key|session[_-]?key|wifi[_-]?key|signing[_-]?key|cookie))'

const rules: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g, removed],
  [
    /\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest)\s+)?[^\s"',;]+/gi,
    `$1${removed}`,
  ],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${removed}`],
  [
    new RegExp(
      `(${secretNames}["']?\\s*[:=]\\s*)("(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s,;&}\\]]+)`,
      'gi',
    ),
    `$1${removed}`,
  ],
  // user:password@ in an address
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+(?::[^\s/@]*)?@/gi, `$1${removed}@`],
  // 128 bits and up in hexadecimal.
  [/\b[0-9a-f]{32,}\b/gi, removed],
]

/**
 * Takes secrets out of a text that may leave this computer: keys, tokens, passwords, pre-shared keys, and every word that is
 * long and random enough to be one (hashes go with them). Serial numbers, MAC and IP addresses stay: the bundle is of no
 * use without them, and the person is told so.
 */
export function redact(text: string): string {
  return rules
    .reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
    .replace(longWord, (word) => (looksRandom(word) ? removed : word))
}

/** What may be base64 of 128 bits and up, and may be a path or a long name. */
const longWord = /[A-Za-z0-9+/_-]{22,}={0,2}/g

/** Base64 mixes capitals and small letters more than names and paths do. */
function looksRandom(word: string): boolean {
  const count = (pattern: RegExp): number => word.match(pattern)?.length ?? 0
  const capitals = count(/[A-Z]/g)
  const small = count(/[a-z]/g)
  const digits = count(/[0-9]/g)
  return small >= 3 && (capitals >= 6 || (capitals >= 3 && digits >= 1))
}

import type { Board } from '../../contract/board.ts'

/** The names of the bench end so; it is not a name of the internet. */
export const benchDomain = 'bench'
/** The station's own name there. */
export const stationName = 'station'
/** RFC 1035 section 2.3.4. */
const longestLabel = 63

export type NamedBoard = Pick<Board, 'name' | 'serial' | 'ip'>

/** The names that a board answers to: the one that a person gave it, as far as DNS allows its letters, and its serial number. */
export function labelsOf({ name, serial }: NamedBoard): string[] {
  const labels = [name, serial].map((text) => toLabel(text ?? '')).filter((label) => label !== '')
  return [...new Set(labels)]
}

/** Text as a DNS label: lower case, letters, digits and inner hyphens (RFC 1123 section 2.1); empty when nothing is left. */
export function toLabel(text: string): string {
  return text
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestLabel)
    .replace(/^-+|-+$/g, '')
}

/** The addresses of a name like `pi-7.bench`, or of `pi-7` alone; null when nobody has it. */
export function addressesOf(
  name: string,
  boards: readonly NamedBoard[],
  stationAddress: string,
): string[] | null {
  const label = labelIn(name)
  if (label === null) return null
  if (label === stationName) return [stationAddress]
  const named = boards.filter((board) => labelsOf(board).includes(label))
  if (named.length === 0) return null
  return named.flatMap(({ ip }) => (ip === null ? [] : [ip]))
}

/** Is it a name of the bench at all? */
export function isBenchName(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === benchDomain || lower.endsWith(`.${benchDomain}`) || !lower.includes('.')
}

function labelIn(name: string): string | null {
  const [label = '', ...rest] = name.toLowerCase().split('.')
  return rest.length === 0 || (rest.length === 1 && rest[0] === benchDomain) ? label : null
}

/** The name behind an address, for `in-addr.arpa` (RFC 1035 section 3.5); null when nobody known has it. */
export function nameOfAddress(
  address: string,
  boards: readonly NamedBoard[],
  stationAddress: string,
): string | null {
  if (address === stationAddress) return `${stationName}.${benchDomain}`
  const board = boards.find(({ ip }) => ip === address)
  const [label] = board === undefined ? [] : labelsOf(board)
  return label === undefined ? null : `${label}.${benchDomain}`
}

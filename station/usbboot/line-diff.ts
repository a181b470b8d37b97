import type { ConfigLine } from '../../contract/usb-eeprom.ts'

/** More lines than this (one number times the other) are not looked through for what they have in common. */
const mostPairs = 250_000

/** The lines of both texts in one order: those that stay, those that go and, behind them, those that come. */
export function diffLines(before: string, after: string): ConfigLine[] {
  const old = linesOf(before)
  const next = linesOf(after)
  if (old.length * next.length > mostPairs) return [...all('removed', old), ...all('added', next)]
  const common = commonLengths(old, next)
  const lines: ConfigLine[] = []
  let at = 0
  let to = 0
  while (at < old.length || to < next.length) {
    const was = old[at]
    const is = next[to]
    if (was !== undefined && was === is) {
      lines.push({ change: 'kept', text: was })
      at += 1
      to += 1
    } else if (
      was !== undefined &&
      (is === undefined || lengthAt(common, at + 1, to) >= lengthAt(common, at, to + 1))
    ) {
      lines.push({ change: 'removed', text: was })
      at += 1
    } else {
      lines.push({ change: 'added', text: is ?? '' })
      to += 1
    }
  }
  return lines
}

function all(change: ConfigLine['change'], lines: readonly string[]): ConfigLine[] {
  return lines.map((text) => ({ change, text }))
}

function linesOf(text: string): string[] {
  return text.trimEnd() === '' ? [] : text.trimEnd().split(/\r?\n/)
}

/** How many lines the rests of both have in common, from each place on (longest common subsequence). A configuration has some dozens. */
function commonLengths(old: readonly string[], next: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(next.length + 1))
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = next.length - 1; to >= 0; to -= 1) {
      const row = lengths[at]
      if (row === undefined) continue
      row[to] =
        old[at] === next[to]
          ? lengthAt(lengths, at + 1, to + 1) + 1
          : Math.max(lengthAt(lengths, at + 1, to), lengthAt(lengths, at, to + 1))
    }
  }
  return lengths
}

function lengthAt(lengths: readonly Uint16Array[], at: number, to: number): number {
  return lengths[at]?.[to] ?? 0
}

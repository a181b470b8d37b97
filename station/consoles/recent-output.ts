/** The last output of one line. A place in it is the number of bytes that had come until then. */
export type RecentOutput = {
  add(text: string, bytes: number): void
  /** All that is remembered. */
  all(): { readonly text: string; readonly sequence: number }
  /** The newest of what came after this place, at most `mostBytes` of it; null when nothing came. */
  after(sequence: number, mostBytes: number): Delivery | null
}

export type Delivery = {
  /** So many bytes came since and are not in the text. */
  readonly dropped: number
  readonly text: string
  readonly sequence: number
}

type Piece = { readonly text: string; readonly bytes: number; readonly end: number }

/** Remembers the last `mostBytes` bytes. Nothing is copied for a viewer: each only knows how far it has read. */
export function createRecentOutput(mostBytes: number): RecentOutput {
  const pieces: Piece[] = []
  let held = 0
  let sequence = 0
  return {
    add: (text, bytes) => {
      sequence += bytes
      held += bytes
      pieces.push({ text, bytes, end: sequence })
      while (held > mostBytes && pieces.length > 1) held -= pieces.shift()?.bytes ?? 0
    },
    all: () => ({ text: textOf(pieces), sequence }),
    after: (seen, limit) => {
      if (seen >= sequence) return null
      const chosen = newest(pieces, seen, limit)
      const bytes = chosen.reduce((sum, piece) => sum + piece.bytes, 0)
      return { dropped: sequence - seen - bytes, text: textOf(chosen), sequence }
    },
  }
}

function newest(pieces: readonly Piece[], seen: number, limit: number): readonly Piece[] {
  let bytes = 0
  let first = pieces.length
  while (first > 0) {
    const piece = pieces[first - 1]
    if (piece === undefined || piece.end <= seen || bytes + piece.bytes > limit) break
    bytes += piece.bytes
    first -= 1
  }
  return pieces.slice(first)
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('')
}

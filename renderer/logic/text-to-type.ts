/** Text as a keyboard would send it: Enter is a carriage return. */
export function asTyped(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r')
}

/** How many lines a person would count in it; a last line break begins no new one. */
export function countLines(text: string): number {
  return text.replace(/\r?\n$/, '').split(/\r?\n/).length
}

/** Pasting this would run more than the person may have seen: it holds a line break. */
export function needsPasteGuard(text: string): boolean {
  return /[\r\n]/.test(text)
}

/** Pieces that are sent one after the other, so that progress can be shown and sending can be stopped: whole lines, up to `most` characters. */
export function piecesOf(text: string, most: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  for (const line of text.match(/[^\r]*\r|[^\r]+$/g) ?? []) {
    if (piece !== '' && piece.length + line.length > most) {
      pieces.push(piece)
      piece = ''
    }
    piece += line
  }
  return piece === '' ? pieces : [...pieces, piece]
}

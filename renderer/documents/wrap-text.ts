const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Breaks text into lines no wider than `width`, at spaces where there are any and inside a word where it alone is too wide.
 * `measure` tells the width of a piece of text in the same unit. Line breaks in the text stay.
 */
export function wrapText(
  text: string,
  width: number,
  measure: (text: string) => number,
): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width, measure))
}

function wrapLine(
  text: string,
  width: number,
  measure: (text: string) => number,
): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => piecesOf(one, width, measure))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && measure(longer) > width) {
      lines.push(line)
      line = word
    } else {
      line = longer
    }
  }
  return [...lines, line]
}

/** A word that is too wide, cut between characters as a person counts them (an emoji of several code points is one). */
function piecesOf(
  word: string,
  width: number,
  measure: (text: string) => number,
): readonly string[] {
  if (measure(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && measure(piece + segment) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece]
}

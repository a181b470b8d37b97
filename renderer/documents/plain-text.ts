/**
 * Text as it may stand in a document: one line, or several where `keepLines`. Names come from files, boards and persons, so
 * control characters become spaces, and characters that turn the direction of writing (which could make a serial number read
 * differently) are left out. Lone surrogates become U+FFFD.
 */
export function plainText(text: string, keepLines = false): string {
  const lines = text.toWellFormed().replaceAll(/\r\n?/g, '\n').split('\n')
  const clean = lines.map((line) =>
    line
      .replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
      .replaceAll(/\p{Cc}/gu, ' ')
      .trimEnd(),
  )
  return clean.join(keepLines ? '\n' : ' ').trim()
}

import {
  type PDFDocument,
  type PDFFont,
  PDFHexString,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  rgb,
  StandardFonts,
  setTextRenderingMode,
  TextRenderingMode,
} from 'pdf-lib'
import type { TextPainter } from './text-painter.ts'
import type { TextStyle } from './text-style.ts'

/** Writes text on pages of one document. Sizes and places are points, with y upwards from the page's bottom. */
export type TextWriter = {
  readonly measure: (text: string, style: TextStyle) => number
  readonly write: (
    page: PDFPage,
    text: string,
    x: number,
    y: number,
    style: TextStyle,
  ) => Promise<void>
}

/**
 * A PDF's standard fonts know Latin letters (WinAnsi) only, and pdf-lib throws at all others. A line that holds
 * others is painted as a picture, with its text beside it (ActualText, ISO 32000-1 section 14.9.4), so that it can still
 * be searched and copied.
 */
export async function createTextWriter(
  document: PDFDocument,
  painter: TextPainter,
): Promise<TextWriter> {
  const fonts = {
    plain: await fontOf(document, StandardFonts.Helvetica),
    bold: await fontOf(document, StandardFonts.HelveticaBold),
    mono: await fontOf(document, StandardFonts.Courier),
  }
  const pick = ({ bold, mono }: TextStyle) => (mono ? fonts.mono : bold ? fonts.bold : fonts.plain)
  return {
    measure: (text, style) => {
      const { font, characters } = pick(style)
      return isIn(characters, text)
        ? font.widthOfTextAtSize(text, style.size)
        : painter.measure(text, style)
    },
    write: async (page, text, x, y, style) => {
      const { font, characters } = pick(style)
      if (!isIn(characters, text))
        return paintLine(document, painter, { page, text, x, y, style, font })
      const color = style.grey ? rgb(0.35, 0.35, 0.35) : rgb(0, 0, 0)
      page.drawText(text, { x, y, size: style.size, font, color })
    },
  }
}

type KnownFont = { readonly font: PDFFont; readonly characters: ReadonlySet<number> }

async function fontOf(document: PDFDocument, name: StandardFonts): Promise<KnownFont> {
  const font = await document.embedFont(name)
  return { font, characters: new Set(font.getCharacterSet()) }
}

function isIn(characters: ReadonlySet<number>, text: string): boolean {
  return [...text].every((character) => characters.has(character.codePointAt(0) ?? 0))
}

type Line = {
  readonly page: PDFPage
  readonly text: string
  readonly x: number
  readonly y: number
  readonly style: TextStyle
  readonly font: PDFFont
}

async function paintLine(
  document: PDFDocument,
  painter: TextPainter,
  { page, text, x, y, style, font }: Line,
): Promise<void> {
  const painted = await painter.paint(text, style)
  const picture = await document.embedPng(painted.png)
  const actual = `<</ActualText ${PDFHexString.fromText(text)}>>`
  page.pushOperators(
    PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, ['/Span', actual]),
    pushGraphicsState(),
    setTextRenderingMode(TextRenderingMode.Invisible),
  )
  // Readers take the text of a span only where it shows some: stand-ins, one for each character, that nobody sees.
  page.drawText('?'.repeat([...text].length), { x, y, size: style.size, font })
  page.pushOperators(popGraphicsState(), PDFOperator.of(PDFOperatorNames.EndMarkedContent))
  const { width, height } = painted
  page.drawImage(picture, { x, y: y - painted.descent, width, height })
}

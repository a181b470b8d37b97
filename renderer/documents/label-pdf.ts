import { PDFDocument } from 'pdf-lib'
import { createTextWriter } from './pdf-text.ts'
import { plainText } from './plain-text.ts'
import { drawQr } from './qr-code.ts'
import type { TextPainter } from './text-painter.ts'
import type { TextStyle } from './text-style.ts'

/** What a board's label says: a heading, lines below it, and the text of its QR code. */
export type LabelSheet = {
  readonly title: string
  readonly lines: readonly { readonly text: string; readonly mono?: boolean }[]
  readonly code: string
  readonly createdAt: Date
}

const pointsPerMillimetre = 72 / 25.4
/** 62 x 29 mm: a common size of label rolls, and it fits on a board's bag or case. */
const width = 62 * pointsPerMillimetre
const height = 29 * pointsPerMillimetre
const margin = 2.5 * pointsPerMillimetre
const smallest = 4.5

/** Draws one label, with the QR code on the left, and returns the PDF file. Text that is too wide becomes smaller, then is cut. */
export async function drawLabel(sheet: LabelSheet, painter: TextPainter): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.setTitle(plainText(sheet.title))
  document.setProducer('Bootbench')
  document.setCreationDate(sheet.createdAt)
  document.setModificationDate(sheet.createdAt)
  const page = document.addPage([width, height])
  const writer = await createTextWriter(document, painter)
  const size = height - 2 * margin
  drawQr(page, sheet.code, { x: margin, y: margin, size })
  const x = margin + size + 2.5 * pointsPerMillimetre
  const room = width - margin - x
  const fitted = (text: string, style: TextStyle) => fitText(text, room, style, writer.measure)
  let y = height - margin
  for (const [text, style] of linesOf(sheet)) {
    y -= style.size * 1.25
    const line = fitted(plainText(text), style)
    await writer.write(page, line.text, x, y, line.style)
  }
  return document.save()
}

function linesOf({ title, lines }: LabelSheet): readonly (readonly [string, TextStyle])[] {
  return [
    [title, { size: 10, bold: true }],
    ...lines.map(({ text, mono = false }): readonly [string, TextStyle] => [
      text,
      { size: 7, mono },
    ]),
  ]
}

function fitText(
  text: string,
  room: number,
  style: TextStyle,
  measure: (text: string, style: TextStyle) => number,
): { readonly text: string; readonly style: TextStyle } {
  const wide = measure(text, style)
  if (wide <= room) return { text, style }
  const smaller = { ...style, size: Math.max(smallest, (style.size * room) / wide) }
  let cut = text
  while (cut.length > 1 && measure(cut === text ? cut : `${cut}…`, smaller) > room) {
    cut = [...cut].slice(0, -1).join('')
  }
  return { text: cut === text ? text : `${cut}…`, style: smaller }
}

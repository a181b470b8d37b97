import { PDFDocument, type PDFPage, rgb } from 'pdf-lib'
import { createTextWriter, type TextWriter } from './pdf-text.ts'
import { plainText } from './plain-text.ts'
import { drawQr } from './qr-code.ts'
import type { TextPainter } from './text-painter.ts'
import type { TextStyle } from './text-style.ts'
import { wrapText } from './wrap-text.ts'

export type SheetFact = { readonly term: string; readonly value: string; readonly mono?: boolean }

/** Everything that a certificate says, in the language of the person, ready to be drawn. */
export type CertificateSheet = {
  /** `en`, `de`: the language of the words. */
  readonly language: string
  readonly title: string
  /** Which station says this. */
  readonly station: string
  /** The result in a word or two, and in a sentence. */
  readonly result: string
  readonly explanation: string
  readonly verified: boolean
  readonly groups: readonly { readonly title: string; readonly facts: readonly SheetFact[] }[]
  readonly note: { readonly title: string; readonly text: string } | null
  readonly footer: string
  readonly pageOf: (page: number, pages: number) => string
  /** What the QR code holds. */
  readonly code: string
  readonly createdAt: Date
}

const a4 = { width: 595.28, height: 841.89 }
const margin = 56
const textWidth = a4.width - 2 * margin
const termWidth = 130
const codeSize = 116
const lineHeight = 1.35

const styles = {
  station: { size: 9, grey: true },
  title: { size: 20, bold: true },
  result: { size: 15, bold: true },
  text: { size: 10 },
  term: { size: 10, grey: true },
  mono: { size: 9.5, mono: true },
  group: { size: 11, bold: true },
  footer: { size: 8, grey: true },
} as const satisfies Record<string, TextStyle>

/** Draws the certificate on A4, on as many pages as its note needs, and returns the PDF file. No text can break it. */
export async function drawCertificate(
  sheet: CertificateSheet,
  painter: TextPainter,
): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  describe(document, sheet)
  const flow = new Flow(document, await createTextWriter(document, painter))
  await drawHead(flow, sheet)
  await drawResult(flow, sheet)
  for (const { title, facts } of sheet.groups) await drawGroup(flow, title, facts)
  if (sheet.note) await drawNote(flow, sheet.note)
  await drawFooters(flow, sheet)
  return document.save()
}

/** Where the next line goes. Begins a new page when there is no more room on this one. */
class Flow {
  readonly pages: PDFPage[] = []
  y = 0
  readonly #document: PDFDocument
  readonly writer: TextWriter

  constructor(document: PDFDocument, writer: TextWriter) {
    this.#document = document
    this.writer = writer
    this.#newPage()
  }

  get page(): PDFPage {
    const page = this.pages.at(-1)
    if (!page) throw new Error('A flow has a page from its beginning.')
    return page
  }

  need(height: number): void {
    if (this.y - height < margin + 24) this.#newPage()
  }

  space(height: number): void {
    this.y -= height
  }

  #newPage(): void {
    this.pages.push(this.#document.addPage([a4.width, a4.height]))
    this.y = a4.height - margin
  }

  /** Lines of text below each other, `width` wide; moves on. */
  async lines(text: string, x: number, width: number, style: TextStyle): Promise<void> {
    const height = style.size * lineHeight
    for (const line of wrapText(text, width, (piece) => this.writer.measure(piece, style))) {
      this.need(height)
      this.y -= height
      await this.writer.write(this.page, line, x, this.y, style)
    }
  }
}

function describe(document: PDFDocument, { title, code, language, createdAt }: CertificateSheet) {
  document.setTitle(plainText(title), { showInWindowTitleBar: true })
  document.setSubject(plainText(code))
  document.setProducer('Bootbench')
  document.setCreator('Bootbench')
  document.setLanguage(language)
  document.setCreationDate(createdAt)
  document.setModificationDate(createdAt)
}

async function drawHead(flow: Flow, { station, title, code }: CertificateSheet): Promise<void> {
  const top = flow.y
  drawQr(flow.page, code, { x: a4.width - margin - codeSize, y: top - codeSize, size: codeSize })
  const width = textWidth - codeSize - 20
  await flow.lines(plainText(station), margin, width, styles.station)
  flow.space(6)
  await flow.lines(plainText(title), margin, width, styles.title)
  flow.y = Math.min(flow.y, top - codeSize) - 18
}

/** The result in a frame; a thick bar stands beside it only where everything was verified. */
async function drawResult(flow: Flow, sheet: CertificateSheet): Promise<void> {
  const top = flow.y
  flow.space(8)
  await flow.lines(plainText(sheet.result), margin + 18, textWidth - 30, styles.result)
  flow.space(2)
  await flow.lines(plainText(sheet.explanation), margin + 18, textWidth - 30, styles.text)
  flow.space(12)
  const box = { x: margin, y: flow.y, width: textWidth, height: top - flow.y }
  flow.page.drawRectangle({ ...box, borderWidth: 1, borderColor: rgb(0, 0, 0) })
  if (sheet.verified) flow.page.drawRectangle({ ...box, width: 8, color: rgb(0, 0, 0) })
  flow.space(18)
}

async function drawGroup(flow: Flow, title: string, facts: readonly SheetFact[]): Promise<void> {
  flow.need(60)
  await flow.lines(plainText(title), margin, textWidth, styles.group)
  flow.space(3)
  for (const { term, value, mono } of facts) {
    const style = mono ? styles.mono : styles.text
    flow.need(style.size * lineHeight)
    const line = flow.y - styles.term.size * lineHeight
    await flow.writer.write(flow.page, plainText(term), margin, line, styles.term)
    await flow.lines(plainText(value), margin + termWidth, textWidth - termWidth, style)
    flow.space(2)
  }
  flow.space(12)
}

async function drawNote(flow: Flow, note: { title: string; text: string }): Promise<void> {
  flow.need(60)
  await flow.lines(plainText(note.title), margin, textWidth, styles.group)
  flow.space(3)
  await flow.lines(plainText(note.text, true), margin, textWidth, styles.text)
}

async function drawFooters(flow: Flow, { footer, pageOf }: CertificateSheet): Promise<void> {
  for (const [index, page] of flow.pages.entries()) {
    const number = pageOf(index + 1, flow.pages.length)
    const width = flow.writer.measure(number, styles.footer)
    await flow.writer.write(page, plainText(footer), margin, margin - 10, styles.footer)
    await flow.writer.write(page, number, a4.width - margin - width, margin - 10, styles.footer)
  }
}

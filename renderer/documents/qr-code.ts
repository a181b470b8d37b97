import { type PDFPage, rgb } from 'pdf-lib'
import { create } from 'qrcode'

/** Where the code goes: its lower left corner and the length of a side, in points. */
export type QrPlace = { readonly x: number; readonly y: number; readonly size: number }

/** Draws the QR code of this text (error correction M of ISO/IEC 18004: readable with 15 % of it covered). */
export function drawQr(page: PDFPage, text: string, { x, y, size }: QrPlace): void {
  const rows = qrRows(text)
  const module = size / rows.length
  for (const [index, row] of rows.entries()) {
    for (const { column, length } of darkRuns(row)) {
      // A hair taller than a module: renderers leave white lines between rectangles that only touch.
      page.drawRectangle({
        x: x + column * module,
        y: y + size - (index + 1) * module - 0.02,
        width: length * module,
        height: module + 0.04,
        color: rgb(0, 0, 0),
      })
    }
  }
}

/** The rows of the code, top first; true is dark. */
export function qrRows(text: string): readonly (readonly boolean[])[] {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  return Array.from({ length: size }, (_, row) =>
    Array.from(data.subarray(row * size, (row + 1) * size), (value) => value !== 0),
  )
}

/** Dark modules beside each other, so that a code is drawn with few rectangles. */
export function darkRuns(
  row: readonly boolean[],
): readonly { readonly column: number; readonly length: number }[] {
  const runs: { column: number; length: number }[] = []
  for (const [column, dark] of row.entries()) {
    if (!dark) continue
    const last = runs.at(-1)
    if (last && last.column + last.length === column) last.length += 1
    else runs.push({ column, length: 1 })
  }
  return runs
}

import { execFileSync } from 'node:child_process'
import { decodeQR } from 'qr/decode.js'

// Foreign programs read the PDF files that the user interface draws.

/** The text of a PDF file, as poppler's pdftotext reads it. */
export function textOfPdf(file: Uint8Array): string {
  return execFileSync('pdftotext', ['-layout', '-', '-'], { input: file, encoding: 'utf8' })
}

/** The text of the QR code on the first page, from a picture of the page as a printer would make it. */
export function codeOfPdf(file: Uint8Array): string {
  const picture = execFileSync('pdftoppm', ['-r', '120', '-f', '1', '-l', '1', '-'], {
    input: file,
    maxBuffer: 64 * 1024 * 1024,
  })
  return decodeQR(readPixmap(picture))
}

/** A binary PPM (P6): width, height, 255, then three bytes a pixel. */
function readPixmap(file: Buffer): { width: number; height: number; data: Uint8Array } {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 64).toString('latin1'))
  if (!head) throw new Error('pdftoppm did not answer with a binary PPM.')
  const data = Uint8Array.from(file.subarray(head[0].length))
  return { width: Number(head[1]), height: Number(head[2]), data }
}

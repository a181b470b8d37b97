import {
  decodePDFRawStream,
  PDFArray,
  PDFDocument,
  PDFHexString,
  PDFRawStream,
  PDFRef,
  PDFStream,
} from 'pdf-lib'

const winAnsi = new TextDecoder('windows-1252')

/** The lines of text that each page of a PDF holds, those of painted lines (ActualText) included. For tests only. */
export async function readPdf(file: Uint8Array): Promise<readonly (readonly string[])[]> {
  const document = await PDFDocument.load(file)
  return document.getPages().map((page) => {
    const { Contents } = page.node.normalizedEntries()
    const parts = Contents instanceof PDFArray ? Contents.asArray() : []
    return parts
      .map((part) => (part instanceof PDFRef ? document.context.lookup(part, PDFStream) : part))
      .flatMap((part) => (part instanceof PDFRawStream ? linesOf(part) : []))
  })
}

function linesOf(stream: PDFRawStream): readonly string[] {
  const operators = new TextDecoder('latin1').decode(decodePDFRawStream(stream).decode())
  return [...operators.matchAll(/<([0-9A-F]*)> Tj|ActualText <([0-9A-F]*)>.*?EMC/gs)].map(
    ([, shown, actual]) =>
      actual === undefined
        ? winAnsi.decode(Buffer.from(shown ?? '', 'hex'))
        : PDFHexString.of(actual).decodeText(),
  )
}

import { toast } from 'sonner'
import { saveFile } from '../api/save-file.ts'
import { canvasPainter } from '../documents/text-painter.ts'
import { t } from '../text/translate.ts'
import { type CertificateSource, certificateSheet, labelSheet } from './certificate-sheet.ts'

// The parts that draw PDF files are large and seldom needed: they are loaded when one is asked for.

/** Draws the certificate (or record) of a job and saves it. */
export function saveCertificate(source: CertificateSource): Promise<void> {
  const { job } = source
  const name = `bootbench-${job.state.kind === 'done' ? 'certificate' : 'record'}-${job.boardSerial ?? job.boardLabel}-${job.id}`
  return savePdf(name, async () => {
    const { drawCertificate } = await import('../documents/certificate-pdf.ts')
    return drawCertificate(certificateSheet(source), canvasPainter())
  })
}

/** Draws a board's label and saves it. */
export function saveLabel(...content: Parameters<typeof labelSheet>): Promise<void> {
  const [board] = content
  return savePdf(`bootbench-label-${board.serial ?? board.label}`, async () => {
    const { drawLabel } = await import('../documents/label-pdf.ts')
    return drawLabel(labelSheet(...content), canvasPainter())
  })
}

async function savePdf(name: string, draw: () => Promise<Uint8Array>): Promise<void> {
  try {
    const bytes = await draw()
    saveFile(fileNameOf(name), Uint8Array.from(bytes), 'application/pdf')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    toast.error(t('jobPage.pdfFailed', { reason }), { duration: Number.POSITIVE_INFINITY })
  }
}

/** A name that every file system takes: labels of boards may hold anything. */
export function fileNameOf(name: string): string {
  return `${name.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, 120)}.pdf`
}

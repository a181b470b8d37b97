import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import type { Status } from '../../contract/station-event.ts'
import { certificateCode } from '../documents/certificate-code.ts'
import type { CertificateSheet, SheetFact } from '../documents/certificate-pdf.ts'
import type { LabelSheet } from '../documents/label-pdf.ts'
import { formatBytes, formatDuration } from '../logic/format.ts'
import { jobDuration, jobEnd, outcomeOf } from '../logic/job-outcome.ts'
import { timeStamp } from '../logic/time-stamp.ts'
import { currentLanguage, t } from '../text/translate.ts'

/** What a certificate is made of. `board` is null when the station does not know it any more. */
export type CertificateSource = {
  readonly job: Job
  readonly board: Board | null
  readonly status: Status
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The words of a certificate, or, for a job that is not done, of a plain record that says what it is. */
export function certificateSheet({ job, board, status, now }: CertificateSource): CertificateSheet {
  const outcome = outcomeOf(job)
  return {
    language: currentLanguage(),
    title: titleOf(job),
    station: stationWords(status),
    result: t(`certificate.result.${outcome}`),
    explanation: explanationOf(job),
    verified: outcome === 'done',
    groups: [
      { title: t('certificate.board'), facts: boardFacts(job, board) },
      { title: t('certificate.image'), facts: imageFacts(job) },
      { title: t('certificate.storage'), facts: storageFacts(job) },
      { title: t('certificate.job'), facts: jobFacts(job) },
    ],
    note: job.note.trim() === '' ? null : { title: t('certificate.note'), text: job.note },
    footer: t('certificate.footer', { id: job.id, when: timeStamp(now) }),
    pageOf: (page, pages) => t('certificate.page', { page, pages }),
    code: certificateCode(job),
    createdAt: new Date(now),
  }
}

function titleOf({ kind, state }: Job): string {
  if (state.kind === 'done') return t(`certificate.${kind}Title`)
  return t(`certificate.${kind}Record`)
}

/** Which station says this. A simulated bench says so, lest its certificates be taken for real ones. */
function stationWords({ version, serving, simulated }: Status): string {
  const place =
    serving.kind === 'serving'
      ? t('certificate.stationOn', {
          interfaceName: serving.interfaceName,
          address: serving.address,
        })
      : t('certificate.notServing')
  const where = simulated ? `${place}, ${t('certificate.simulated')}` : place
  return t('certificate.station', { version, where })
}

function explanationOf(job: Job): string {
  const outcome = outcomeOf(job)
  if (outcome === 'failed') {
    const message = job.state.kind === 'failed' ? job.state.message : ''
    return t('certificate.explain.failed', { message })
  }
  if (outcome === 'done' && job.kind === 'backup') return t('certificate.explain.doneBackup')
  return t(`certificate.explain.${outcome}`)
}

function boardFacts(job: Job, board: Board | null): readonly SheetFact[] {
  const unknown = t('certificate.unknown')
  const macs = board?.macs.join(', ') || unknown
  return [
    { term: t('certificate.name'), value: job.boardLabel },
    { term: t('certificate.serial'), value: job.boardSerial ?? unknown, mono: true },
    { term: t('certificate.model'), value: job.boardModel ?? unknown },
    { term: t('certificate.macs'), value: macs, mono: true },
  ]
}

function imageFacts({ imageId, imageName }: Job): readonly SheetFact[] {
  return [
    { term: t('certificate.imageName'), value: imageName },
    { term: t('certificate.imageId'), value: imageId ?? t('certificate.none'), mono: true },
  ]
}

function storageFacts({ target }: Job): readonly SheetFact[] {
  return [
    {
      term: t('certificate.storage'),
      value: `${target.path}, ${bytesWords(target.sizeBytes)}`,
    },
    { term: t('certificate.cid'), value: target.cid || t('certificate.unknown'), mono: true },
  ]
}

function jobFacts(job: Job): readonly SheetFact[] {
  const { state } = job
  const duration = jobDuration(job)
  return [
    { term: t('certificate.kind'), value: t(`jobs.kind.${job.kind}`) },
    { term: t('certificate.jobId'), value: job.id, mono: true },
    ...(state.kind === 'done'
      ? [{ term: t('certificate.bytesVerified'), value: bytesWords(state.verifiedBytes) }]
      : []),
    ...(state.kind === 'unverified'
      ? [{ term: t('certificate.bytesSent'), value: bytesWords(state.sentBytes) }]
      : []),
    { term: t('certificate.armed'), value: timeStamp(job.createdAt) },
    { term: t('certificate.began'), value: stampOrNone(job.startedAt) },
    { term: t('certificate.ended'), value: stampOrNone(jobEnd(job)) },
    ...(duration === null
      ? []
      : [{ term: t('certificate.took'), value: formatDuration(duration) }]),
    { term: t('certificate.attempts'), value: String(job.attempts) },
  ]
}

/** Certificates tell bytes exactly. */
function bytesWords(bytes: number): string {
  return t('certificate.bytes', {
    exact: bytes.toLocaleString(currentLanguage()),
    size: formatBytes(bytes),
  })
}

function stampOrNone(time: number | null): string {
  return time === null ? t('certificate.none') : timeStamp(time)
}

/** A label for the board: its serial number as text and as QR code, and how its job ended where one is given. */
export function labelSheet(
  board: Pick<Board, 'serial' | 'model' | 'macs'> & { readonly label: string },
  job: Job | null,
  now: number,
): LabelSheet {
  const code = board.serial ?? board.macs[0] ?? board.label
  const ended = job && (jobEnd(job) ?? job.createdAt)
  return {
    title: board.label,
    lines: [
      ...(board.serial === null || board.serial === board.label
        ? []
        : [{ text: t('certificate.labelSerial', { serial: board.serial }), mono: true }]),
      ...(board.model === null ? [] : [{ text: board.model }]),
      ...(board.macs[0] ? [{ text: board.macs[0], mono: true }] : []),
      ...(job && ended
        ? [
            { text: job.imageName },
            {
              text: t('certificate.labelResult', {
                result: t(`certificate.result.${outcomeOf(job)}`),
                when: timeStamp(ended).slice(0, 16),
              }),
            },
          ]
        : []),
    ],
    code,
    createdAt: new Date(now),
  }
}

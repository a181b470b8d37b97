import type { Job } from '../../contract/job.ts'
import { formatBytes, formatDuration, formatRate } from '../logic/format.ts'
import { jobEnd, meanRate } from '../logic/job-outcome.ts'
import { timeStamp } from '../logic/time-stamp.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Card } from '../ui/Card.tsx'
import { Code } from '../ui/Code.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Took } from './JobTook.tsx'

/** What a job was about: board, image, storage, and who armed it. */
export function JobFacts({ job }: { readonly job: Job }) {
  const unknown = t('certificate.unknown')
  return (
    <Card title={t('jobPage.facts')}>
      <Facts
        facts={[
          {
            term: t('jobPage.board'),
            value: (
              <a
                href={hashOf({ page: 'board', id: job.boardId })}
                className="font-semibold underline decoration-line-strong underline-offset-4 hover:decoration-current"
              >
                {job.boardLabel}
              </a>
            ),
          },
          { term: t('jobPage.serial'), value: <Code>{job.boardSerial ?? unknown}</Code> },
          { term: t('jobPage.model'), value: job.boardModel ?? unknown },
          { term: t('jobPage.image'), value: <ImageName job={job} /> },
          { term: t('jobPage.imageId'), value: <ImageId job={job} /> },
          {
            term: t('jobPage.target'),
            value: (
              <>
                <Code>{job.target.path}</Code> {formatBytes(job.target.sizeBytes)}
              </>
            ),
          },
          {
            term: t('jobPage.cid'),
            value: job.target.cid ? <Code>{job.target.cid}</Code> : unknown,
          },
          {
            term: t('jobPage.armedBy'),
            value:
              job.batchId === null
                ? t('jobPage.armedByPerson')
                : t('jobPage.armedByBatch', { id: job.batchId }),
          },
          { term: t('jobPage.jobId'), value: <Code>{job.id}</Code> },
        ]}
      />
    </Card>
  )
}

function ImageName({ job: { imageId, imageName } }: { readonly job: Job }) {
  const isThere = useMirror(({ images }) => imageId === null || images.has(imageId))
  return (
    <>
      {isThere && imageId !== null ? (
        <a
          className="text-accent underline underline-offset-4"
          href={hashOf({ page: 'image', id: imageId })}
        >
          {imageName}
        </a>
      ) : (
        imageName
      )}
      {!isThere && <span className="block text-sm text-ink-soft">{t('jobPage.imageGone')}</span>}
    </>
  )
}

function ImageId({ job: { imageId } }: { readonly job: Job }) {
  return imageId === null ? t('jobPage.imageNotYet') : <Code>{imageId}</Code>
}

/** When a job was armed, began and ended, and how fast it was. */
export function JobTimes({ job }: { readonly job: Job }) {
  const rate = meanRate(job)
  const end = jobEnd(job)
  return (
    <Card title={t('jobPage.times')}>
      <Facts
        facts={[
          { term: t('jobPage.armedAt'), value: stamp(job.createdAt) },
          {
            term: t('jobPage.startedAt'),
            value: job.startedAt === null ? missing(end) : stamp(job.startedAt),
          },
          {
            term: t('jobPage.endedAt'),
            value: end === null ? t('jobPage.notYet') : stamp(end),
          },
          ...(job.startedAt === null
            ? []
            : [
                {
                  term: t('jobPage.waited'),
                  value: formatDuration(job.startedAt - job.createdAt),
                },
              ]),
          { term: t('jobPage.worked'), value: <Took job={job} /> },
          ...(rate === null
            ? []
            : [
                {
                  term: t('jobPage.rate'),
                  value: (
                    <>
                      {formatRate(rate)}{' '}
                      <span className="text-sm text-ink-soft">{t('jobPage.rateHint')}</span>
                    </>
                  ),
                },
              ]),
          { term: t('jobPage.attempts'), value: job.attempts },
        ]}
      />
    </Card>
  )
}

/** A job that ended without having begun never will. */
function missing(end: number | null): string {
  return end === null ? t('jobPage.notYet') : t('jobPage.never')
}

/** Date and time to the second; which zone it is, a person who looks at a screen knows. */
function stamp(time: number): string {
  return timeStamp(time).slice(0, 19)
}

import { ArrowLeft, FileBadge, QrCode } from 'lucide-react'
import { type Board, boardLabel } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import type { Status } from '../../contract/station-event.ts'
import { saveCertificate, saveLabel } from '../components/certificate-files.ts'
import { JobEvidence } from '../components/JobEvidence.tsx'
import { JobFacts, JobTimes } from '../components/JobFacts.tsx'
import { JobLog } from '../components/JobLog.tsx'
import { JobNote } from '../components/JobNote.tsx'
import { JobPanel, JobStateView } from '../components/JobPanel.tsx'
import { JobResult } from '../components/JobResult.tsx'
import { useAnswer } from '../hooks/use-answer.ts'
import { useCommands } from '../hooks/use-commands.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** One run: how far it is or how it ended, what proves it, and its papers. */
export function JobPage({ id }: { readonly id: string }) {
  return <JobById key={id} id={id} />
}

function JobById({ id }: { readonly id: string }) {
  const fresh = useMirror(({ jobs }) => jobs.get(id))
  // The mirror holds the newest jobs only; older ones are asked for.
  const answer = useAnswer(`${id} ${fresh === undefined}`, async (station) =>
    fresh ? null : station.jobs.get({ id }),
  )
  const job = fresh ?? (answer.kind === 'answered' ? answer.value : null)
  if (job) return <KnownJob job={job} />
  if (answer.kind !== 'failed') {
    return <p className="py-16 text-center text-ink-soft">{t('jobPage.loading')}</p>
  }
  return (
    <EmptyState icon={<FileBadge size={32} />} title={t('jobPage.unknownTitle')}>
      <p>{answer.message}</p>
      <a
        href={hashOf({ page: 'history' })}
        className={`${buttonClasses('plain', false)} self-start`}
      >
        {t('jobPage.toHistory')}
      </a>
    </EmptyState>
  )
}

function KnownJob({ job }: { readonly job: Job }) {
  return (
    <>
      <JobHead job={job} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="flex min-w-0 flex-col gap-4">
          <JobNow job={job} />
          <JobEvidence job={job} />
          <JobLog job={job} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <JobFacts job={job} />
          <JobTimes job={job} />
          <JobNote
            note={job.note}
            hint={t('jobPage.noteHint')}
            onSave={(station, note) => station.jobs.setNote({ id: job.id, note })}
          />
        </div>
      </div>
    </>
  )
}

function JobHead({ job }: { readonly job: Job }) {
  const label = job.boardLabel
  const status = useMirror((mirror) => mirror.status)
  return (
    <div className="flex flex-col gap-2">
      <a
        href={hashOf({ page: 'history' })}
        className={`${buttonClasses('ghost', false)} -ml-3 self-start`}
      >
        <ArrowLeft size={18} />
        {t('jobPage.toHistory')}
      </a>
      <PageTitle actions={status && <Papers job={job} status={status} />}>
        <span className="mr-3 break-words">
          {job.kind === 'deploy'
            ? t('jobPage.deployTo', { label })
            : t('jobPage.backupOf', { label })}
        </span>
        <JobResult state={job.state} />
      </PageTitle>
    </div>
  )
}

type PapersProps = { readonly job: Job; readonly status: Status }

/** The certificate (or, for a job that is not done, the record) and the board's label as PDF files. */
function Papers({ job, status }: PapersProps) {
  const board = useMirror(({ boards }) => boards.get(job.boardId)) ?? null
  const certificate = () => saveCertificate({ job, board, status, now: Date.now() })
  const label = () => saveLabel(labelledBoard(job, board), job, Date.now())
  const words = job.state.kind === 'done' ? t('jobPage.certificate') : t('jobPage.record')
  useCommands(() => [
    { id: 'job.certificate', group: 'actions', label: words, run: certificate },
    { id: 'job.label', group: 'actions', label: t('jobPage.label'), run: label },
  ])
  return (
    <div className="flex flex-wrap gap-2">
      <Button icon={<FileBadge size={18} />} onPress={certificate}>
        {words}
      </Button>
      <Button icon={<QrCode size={18} />} onPress={label}>
        {t('jobPage.label')}
      </Button>
    </div>
  )
}

/** What a label says of the job's board, which may be forgotten. */
function labelledBoard(job: Job, board: Board | null) {
  return {
    label: board ? boardLabel(board) : job.boardLabel,
    serial: job.boardSerial,
    model: job.boardModel,
    macs: board?.macs ?? [],
  }
}

/** Its state, and, while it is the newest of a board that is there, what can be done about it. */
function JobNow({ job }: { readonly job: Job }) {
  const board = useMirror(({ boards }) => boards.get(job.boardId))
  const newest = useMirror(({ newestJobs }) => newestJobs.get(job.boardId))
  const imageCount = useMirror(({ images }) => images.size)
  return (
    <div className="rounded-xl border border-line bg-surface p-4 shadow-low sm:p-5">
      {board && newest?.id === job.id ? (
        <JobPanel job={job} board={board} imageCount={imageCount} withLog={false} />
      ) : (
        <JobStateView
          job={job}
          away={board?.stage.kind !== 'ready'}
          isDrive={board?.link === 'drive'}
        />
      )}
    </div>
  )
}

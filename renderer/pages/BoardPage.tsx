import { CircuitBoard, QrCode } from 'lucide-react'
import { useMemo } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { ApprovalNotice } from '../components/ApprovalNotice.tsx'
import { BoardPageBootloader } from '../components/BoardPageBootloader.tsx'
import { BoardPageHardware } from '../components/BoardPageHardware.tsx'
import { BackToBench, BoardPageHead } from '../components/BoardPageHead.tsx'
import { BoardPagePhoto } from '../components/BoardPagePhoto.tsx'
import { BoardPageTraffic } from '../components/BoardPageTraffic.tsx'
import { saveLabel } from '../components/certificate-files.ts'
import { JobNote } from '../components/JobNote.tsx'
import { JobPanel } from '../components/JobPanel.tsx'
import { JobTable } from '../components/JobTable.tsx'
import { RefusalNotice } from '../components/RefusalNotice.tsx'
import { StuckPanel } from '../components/StuckPanel.tsx'
import { Timeline } from '../components/Timeline.tsx'
import { useJobSearch } from '../hooks/use-job-search.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** Everything about one board; of a board that was forgotten, what its jobs tell. */
export function BoardPage({ id }: { readonly id: string }) {
  return <BoardById key={id} id={id} />
}

function BoardById({ id }: { readonly id: string }) {
  const board = useMirror(({ boards }) => boards.get(id)) ?? null
  const history = useJobsOf(id)
  if (board) return <KnownBoard board={board} history={history} />
  const [newest] = history.jobs
  if (newest) return <ForgottenBoard job={newest} history={history} />
  return (
    <EmptyState icon={<CircuitBoard size={32} />} title={t('boardPage.unknownTitle')}>
      {history.total === null && history.failure === null ? (
        <p>{t('history.searching')}</p>
      ) : (
        <p>{t('boardPage.unknown')}</p>
      )}
      <RefusalNotice reason={history.failure} />
      <BackToBench />
    </EmptyState>
  )
}

type History = ReturnType<typeof useJobSearch>

const pageLength = 100

function useJobsOf(boardId: string): History {
  const search = useMemo(
    () => ({ text: '', kind: null, states: [], boardId, limit: pageLength }),
    [boardId],
  )
  return useJobSearch(search)
}

type KnownBoardProps = { readonly board: Board; readonly history: History }

function KnownBoard({ board, history }: KnownBoardProps) {
  const job = useMirror(({ newestJobs }) => newestJobs.get(board.id)) ?? null
  const imageCount = useMirror(({ images }) => images.size)
  return (
    <>
      <BackToBench>
        <Button
          icon={<QrCode size={18} />}
          onPress={() => saveLabel({ ...board, label: boardLabel(board) }, null, Date.now())}
        >
          {t('jobPage.label')}
        </Button>
      </BackToBench>
      <BoardPageHead board={board} job={job} />
      {board.stage.kind === 'waiting-for-approval' && <ApprovalNotice board={board} />}
      {board.stuck && <StuckPanel board={board} stuck={board.stuck} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="flex min-w-0 flex-col gap-4">
          {job && (
            <div className="rounded-xl border border-line bg-surface p-4 shadow-low sm:p-5">
              <JobPanel job={job} board={board} imageCount={imageCount} />
            </div>
          )}
          <Jobs history={history} />
          <Card title={t('boardPage.traffic')}>
            <BoardPageTraffic boardId={board.id} />
          </Card>
          <Timeline boardId={board.id} stamp={timelineStamp(board, job)} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <JobNote
            note={board.note}
            hint={t('boardPage.noteHint')}
            onSave={(station, note) => station.boards.setNote({ id: board.id, note })}
          />
          <BoardPageHardware board={board} />
          <BoardPageBootloader board={board} />
          <BoardPagePhoto board={board} />
        </div>
      </div>
    </>
  )
}

/** Changes with everything that makes an entry in the timeline. */
function timelineStamp({ stage, name, slot, note, hasPhoto, approved }: Board, job: Job | null) {
  const { kind, since } = stage
  return JSON.stringify([
    kind,
    since,
    name,
    slot,
    note,
    hasPhoto,
    approved,
    job?.id,
    job?.state.kind,
  ])
}

function Jobs({ history }: { readonly history: History }) {
  return (
    <Card title={t('boardPage.jobs')}>
      <RefusalNotice reason={history.failure} />
      {history.total === 0 ? (
        <p className="text-ink-soft">{t('boardPage.jobsNone')}</p>
      ) : (
        <JobTable
          jobs={history.jobs}
          ofOneBoard
          maxHeight="24rem"
          onNearEnd={history.more}
          empty={t('history.searching')}
          {...(history.total === null ? {} : { total: history.total })}
        />
      )}
    </Card>
  )
}

type ForgottenBoardProps = { readonly job: Job; readonly history: History }

function ForgottenBoard({ job, history }: ForgottenBoardProps) {
  return (
    <>
      <BackToBench />
      <PageTitle lead={t('boardPage.gone')}>{job.boardLabel}</PageTitle>
      <Jobs history={history} />
      <Timeline boardId={job.boardId} stamp={job.id} />
    </>
  )
}

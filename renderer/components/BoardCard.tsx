import { memo } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import { ask } from '../api/ask.ts'
import { useBoard } from '../hooks/use-board.ts'
import { situationOf, situationSince } from '../logic/board-situation.ts'
import { formatMemory } from '../logic/format.ts'
import { railOf } from '../logic/stage-rail.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { classNames } from '../ui/class-names.ts'
import { InlineEdit } from '../ui/InlineEdit.tsx'
import { ApprovalNotice } from './ApprovalNotice.tsx'
import { BoardButtons } from './BoardButtons.tsx'
import { BoardFacts } from './BoardFacts.tsx'
import { BoardLink } from './BoardLink.tsx'
import { BoardSelect } from './BoardSelect.tsx'
import { BoardStuckLine } from './BoardStuckLine.tsx'
import { boardStageWords, modelWords } from './board-words.ts'
import { JobPanel } from './JobPanel.tsx'
import { jobWhat } from './job-words.ts'
import { Since } from './Since.tsx'
import { SituationBadge } from './SituationBadge.tsx'
import { SlotButton } from './SlotButton.tsx'
import { StageRail } from './StageRail.tsx'

type BoardCardProps = {
  readonly id: string
  /** All boards that are shown, in order. */
  readonly shown: readonly string[]
}

/** One board with everything that matters about it. It looks at its own board and job only, so other boards cost it nothing. */
export const BoardCard = memo(function BoardCard({ id, shown }: BoardCardProps) {
  const board = useBoard(id)
  const job = useMirror(({ newestJobs }) => newestJobs.get(id)) ?? null
  const imageCount = useMirror(({ images }) => images.size)
  const selected = useSelection(({ ids }) => ids.has(id))
  if (!board) return null
  const stuck = situationOf(board, job) === 'stuck' ? board.stuck : null
  return (
    <article
      aria-label={t('boards.card', { label: boardLabel(board) })}
      data-board={id}
      className={classNames(
        'flex min-w-0 flex-col gap-3 rounded-2xl border bg-surface p-4 shadow-low',
        selected ? 'border-accent ring-2 ring-accent' : 'border-line',
      )}
    >
      <BoardTitle board={board} shown={shown} />
      <BoardStatus board={board} job={job} />
      <StageRail steps={railOf(board, job)} />
      {stuck && <BoardStuckLine board={board} stuck={stuck} />}
      {board.stage.kind === 'waiting-for-approval' && <ApprovalNotice board={board} />}
      {job && <JobPanel job={job} board={board} imageCount={imageCount} />}
      <BoardFacts board={board} />
      <BoardButtons board={board} job={job} imageCount={imageCount} />
    </article>
  )
})

type BoardTitleProps = { readonly board: Board; readonly shown: readonly string[] }

const BoardTitle = memo(function BoardTitle({ board, shown }: BoardTitleProps) {
  const label = boardLabel(board)
  return (
    <header className="flex items-start gap-3">
      <SlotButton board={board} />
      <div className="min-w-0 flex-1">
        <div className="-mt-2.5 -mb-1">
          <InlineEdit
            label={t('boards.rename', { label })}
            value={board.name ?? ''}
            placeholder={t('boards.namePlaceholder')}
            onSave={(name) => ask((station) => station.boards.rename({ id: board.id, name }))}
          >
            <h3 className="min-w-0 truncate text-base font-bold sm:text-lg" title={label}>
              <a
                href={hashOf({ page: 'board', id: board.id })}
                className="underline-offset-4 hover:underline"
              >
                {label}
              </a>
            </h3>
          </InlineEdit>
        </div>
        <p className="text-sm text-ink-soft" title={board.model ?? ''}>
          {modelWords(board.model)}
          {board.memoryBytes !== null && (
            <span className="whitespace-nowrap">
              {' · '}
              {t('boards.memory', { size: formatMemory(board.memoryBytes) })}
            </span>
          )}
          <BoardLink board={board} />
        </p>
      </div>
      <BoardSelect id={board.id} label={label} shown={shown} />
    </header>
  )
})

/** The situation in a word, and beside it what goes on and since when. */
function BoardStatus({ board, job }: { readonly board: Board; readonly job: Job | null }) {
  const busy = job !== null && isOpen(job) && job.state.kind !== 'armed'
  const words = busy ? jobWhat(job) : boardStageWords(board, job)
  return (
    <div className="flex items-center gap-3">
      <SituationBadge situation={situationOf(board, job)} />
      <p className="min-w-0 text-sm leading-tight text-ink-soft">
        <span className="block truncate font-semibold text-ink" title={words}>
          {words}
        </span>
        <Since time={busy ? (job.startedAt ?? job.createdAt) : situationSince(board, job)} />
        {busy && job.attempts > 1 && ` · ${t('jobs.attempt', { number: job.attempts })}`}
      </p>
    </div>
  )
}

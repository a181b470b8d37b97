import { memo } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import { ask } from '../api/ask.ts'
import { situationOf } from '../logic/board-situation.ts'
import { formatMemory } from '../logic/format.ts'
import { railOf } from '../logic/stage-rail.ts'
import { t } from '../text/translate.ts'
import { InlineEdit } from '../ui/InlineEdit.tsx'
import { ApprovalNotice } from './ApprovalNotice.tsx'
import { BoardButtons } from './BoardButtons.tsx'
import { BoardFacts } from './BoardFacts.tsx'
import { jobWords, stageWords } from './board-words.ts'
import { JobPanel } from './JobPanel.tsx'
import { Since } from './Since.tsx'
import { SituationBadge } from './SituationBadge.tsx'
import { SlotButton } from './SlotButton.tsx'
import { StageRail } from './StageRail.tsx'

export type BoardCardProps = {
  readonly board: Board
  /** The board's newest job; null when it never had one. */
  readonly job: Job | null
  readonly imageCount: number
}

/** One board with everything that matters about it. Rendered again only when this board or its job changed. */
export const BoardCard = memo(function BoardCard({ board, job, imageCount }: BoardCardProps) {
  return (
    <article
      aria-label={t('boards.card', { label: boardLabel(board) })}
      className="flex min-w-0 flex-col gap-4 rounded-2xl border border-line bg-surface p-4 shadow-low"
    >
      <BoardTitle board={board} />
      <BoardStatus board={board} job={job} />
      <StageRail steps={railOf(board, job)} />
      {board.stage.kind === 'waiting-for-approval' && <ApprovalNotice board={board} />}
      {job && <JobPanel job={job} board={board} imageCount={imageCount} />}
      <BoardFacts board={board} />
      <BoardButtons board={board} job={job} imageCount={imageCount} />
    </article>
  )
})

const BoardTitle = memo(function BoardTitle({ board }: { readonly board: Board }) {
  const label = boardLabel(board)
  return (
    <header className="flex items-start gap-3">
      <SlotButton board={board} />
      <div className="min-w-0 flex-1">
        <div className="-my-2.5">
          <InlineEdit
            label={t('boards.rename', { label })}
            value={board.name ?? ''}
            placeholder={t('boards.namePlaceholder')}
            onSave={(name) => ask((station) => station.boards.rename({ id: board.id, name }))}
          >
            <h3 className="min-w-0 truncate text-lg font-bold" title={label}>
              {label}
            </h3>
          </InlineEdit>
        </div>
        <p className="text-sm text-ink-soft">
          {board.model ?? t('boards.modelUnknown')}
          {board.memoryBytes !== null && (
            <span className="whitespace-nowrap">
              {' · '}
              {t('boards.memory', { size: formatMemory(board.memoryBytes) })}
            </span>
          )}
        </p>
      </div>
    </header>
  )
})

/** The situation in a word, and beside it what goes on and since when. */
function BoardStatus({ board, job }: { readonly board: Board; readonly job: Job | null }) {
  const busy = job !== null && isOpen(job) && job.state.kind !== 'armed'
  return (
    <div className="flex items-center gap-3">
      <SituationBadge situation={situationOf(board, job)} />
      <p className="min-w-0 text-sm leading-tight text-ink-soft">
        <span className="font-semibold text-ink">
          {busy ? jobWords(job) : stageWords(board.stage)}
        </span>{' '}
        · <Since time={busy ? (job.startedAt ?? job.createdAt) : board.stage.since} />
        {busy && job.attempts > 1 && ` · ${t('jobs.attempt', { number: job.attempts })}`}
      </p>
    </div>
  )
}

/** A board far outside the window: named for searching and screen readers, without what costs time. */
export const FarBoardCard = memo(function FarBoardCard({ board }: { readonly board: Board }) {
  const label = boardLabel(board)
  return (
    <article
      aria-label={t('boards.card', { label })}
      className="rounded-2xl border border-line bg-surface p-4"
    >
      <h3 className="text-lg font-bold">{label}</h3>
    </article>
  )
})

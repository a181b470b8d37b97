import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { ask } from '../api/ask.ts'
import { situationOf, situationSince } from '../logic/board-situation.ts'
import { formatMemory } from '../logic/format.ts'
import { railOf } from '../logic/stage-rail.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { buttonClasses } from '../ui/Button.tsx'
import { InlineEdit } from '../ui/InlineEdit.tsx'
import { BoardButtons } from './BoardButtons.tsx'
import { BoardLink } from './BoardLink.tsx'
import { boardStageWords } from './board-words.ts'
import { Since } from './Since.tsx'
import { SituationBadge } from './SituationBadge.tsx'
import { SlotButton } from './SlotButton.tsx'
import { StageRail } from './StageRail.tsx'

type BoardPageHeadProps = { readonly board: Board; readonly job: Job | null }

/** Name, slot, model and situation of a board, what can be done to it, and how far it has come. */
export function BoardPageHead({ board, job }: BoardPageHeadProps) {
  const imageCount = useMirror(({ images }) => images.size)
  return (
    <section
      aria-label={t('boards.card', { label: boardLabel(board) })}
      className="flex flex-col gap-5 rounded-xl border border-line bg-surface p-4 shadow-low sm:p-5"
    >
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)] lg:items-start">
        <div className="flex min-w-0 flex-col gap-3">
          <BoardTitle board={board} />
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <SituationBadge situation={situationOf(board, job)} />
            <p className="text-ink-soft">
              <span className="font-semibold text-ink">{boardStageWords(board, job)}</span> ·{' '}
              <Since time={situationSince(board, job)} />
            </p>
          </div>
        </div>
        <BoardButtons board={board} job={job} imageCount={imageCount} />
      </div>
      <StageRail steps={railOf(board, job)} />
    </section>
  )
}

function BoardTitle({ board }: { readonly board: Board }) {
  const label = boardLabel(board)
  return (
    <div className="flex items-start gap-3">
      <SlotButton board={board} />
      <div className="min-w-0 flex-1">
        <div className="-my-2">
          <InlineEdit
            label={t('boards.rename', { label })}
            value={board.name ?? ''}
            placeholder={t('boards.namePlaceholder')}
            onSave={(name) => ask((station) => station.boards.rename({ id: board.id, name }))}
          >
            <h2 className="min-w-0 text-2xl font-bold break-words">{label}</h2>
          </InlineEdit>
        </div>
        <p className="text-ink-soft">
          {board.model ?? t('boards.modelUnknown')}
          {board.memoryBytes !== null &&
            ` · ${t('boards.memory', { size: formatMemory(board.memoryBytes) })}`}
          <BoardLink board={board} />
        </p>
      </div>
    </div>
  )
}

/** The way back, above the page of one thing. */
export function BackToBench({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="-mb-2 flex flex-wrap items-center justify-between gap-2">
      <a href={hashOf({ page: 'bench' })} className={`${buttonClasses('ghost', false)} -ml-3`}>
        <ArrowLeft size={18} />
        {t('boardPage.toBench')}
      </a>
      {children}
    </div>
  )
}

import { memo } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import { isOpen, type Job, type JobProgress } from '../../contract/job.ts'
import { situationOf } from '../logic/board-situation.ts'
import { formatRate, formatTimeLeft, percentOf } from '../logic/format.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { stuckShort } from './BoardStuckLine.tsx'
import { modelWords, stageWords } from './board-words.ts'
import { SituationBadge } from './SituationBadge.tsx'

// Cells of the bench's table. Each follows one board and renders again only when what it shows of it changes.

type CellProps = { readonly id: string }

export const SlotCell = memo(function SlotCell({ id }: CellProps) {
  return useMirror(({ boards }) => boards.get(id)?.slot) ?? '–'
})

type BoardNameCellProps = CellProps & { readonly href: string; readonly isActive: boolean }

export const BoardNameCell = memo(function BoardNameCell(props: BoardNameCellProps) {
  const { id, href, isActive } = props
  const label = useMirror(({ boards }) => labelIn(boards, id))
  const model = useMirror(({ boards }) => boards.get(id)?.model)
  return (
    <div className="leading-tight">
      <a
        href={href}
        tabIndex={isActive ? 0 : -1}
        className="block truncate underline-offset-4 hover:underline"
        title={label}
      >
        {label}
      </a>
      <span className="block truncate text-sm font-normal text-ink-soft">
        {modelWords(model ?? null)}
      </span>
    </div>
  )
})

export const SituationCell = memo(function SituationCell({ id }: CellProps) {
  const situation = useMirror(({ boards, newestJobs }) => {
    const board = boards.get(id)
    return board && situationOf(board, newestJobs.get(id) ?? null)
  })
  return situation && <SituationBadge situation={situation} />
})

export const StageCell = memo(function StageCell({ id }: CellProps) {
  const words = useMirror(({ boards, newestJobs }) => {
    const board = boards.get(id)
    return board ? nowOf(board, newestJobs.get(id) ?? null) : ''
  })
  return (
    <span title={words} className="line-clamp-2 leading-tight break-words whitespace-normal">
      {words}
    </span>
  )
})

/** What goes on, in a few words: the phase of the job, why it is stuck, or how far the boot is. */
function nowOf(board: Board, job: Job | null): string {
  const progress = progressOf(job)
  if (progress) return t(`jobs.phase.${progress.phase}`)
  if (board.stuck && situationOf(board, job) === 'stuck') return stuckShort(board.stuck)
  return stageWords(board.stage)
}

export const ProgressCell = memo(function ProgressCell({ id }: CellProps) {
  const percent = useProgress(id, ({ bytesDone, bytesTotal }) => percentOf(bytesDone, bytesTotal))
  if (percent === null) return null
  return (
    <div className="flex items-center gap-2">
      <div className="h-2.5 min-w-0 flex-1 overflow-hidden rounded-full bg-line" aria-hidden>
        <div className="h-full rounded-full bg-work" style={{ width: `${percent}%` }} />
      </div>
      <span className="w-11 shrink-0 text-right">{percent} %</span>
    </div>
  )
})

export const RateCell = memo(function RateCell({ id }: CellProps) {
  return useProgress(id, ({ bytesPerSecond }) =>
    bytesPerSecond > 0 ? formatRate(bytesPerSecond) : null,
  )
})

export const LeftCell = memo(function LeftCell({ id }: CellProps) {
  return useProgress(id, ({ secondsLeft }) =>
    secondsLeft === null ? null : formatTimeLeft(secondsLeft),
  )
})

export const LimitCell = memo(function LimitCell({ id }: CellProps) {
  return useProgress(id, ({ limitedBy }) => limitedBy && t(`bench.limitedBy.${limitedBy}`))
})

function useProgress<Value>(id: string, read: (progress: JobProgress) => Value): Value | null {
  return useMirror(({ newestJobs }) => {
    const progress = progressOf(newestJobs.get(id) ?? null)
    return progress && read(progress)
  })
}

function progressOf(job: Job | null): JobProgress | null {
  return job && isOpen(job) && 'progress' in job.state ? job.state.progress : null
}

function labelIn(boards: ReadonlyMap<string, Board>, id: string): string {
  const board = boards.get(id)
  return board ? boardLabel(board) : id
}

import { ArrowLeft, ArrowRight } from 'lucide-react'
import { boardLabel } from '../../contract/board.ts'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'

type TrafficWayProps = {
  readonly direction: TrafficEntry['direction']
  /** The word is spoken and shown on hover only. */
  readonly iconOnly?: boolean
}

/** Which way a packet went: an arrow to the station or away from it, and the word for it. */
export function TrafficWay({ direction, iconOnly = false }: TrafficWayProps) {
  const words = t(`traffic.direction.${direction}`)
  const Icon = direction === 'received' ? ArrowRight : ArrowLeft
  return (
    <span
      className="inline-flex items-center gap-1.5 align-middle"
      {...(iconOnly ? { title: words } : {})}
    >
      <Icon
        size={16}
        aria-hidden
        className={direction === 'received' ? 'text-work' : 'text-accent'}
      />
      <span className={iconOnly ? 'sr-only' : ''}>{words}</span>
    </span>
  )
}

type TrafficBoardProps = { readonly boardId: string | null; readonly tabbable: boolean }

/** The board of an entry as a link to its page. */
export function TrafficBoard({ boardId, tabbable }: TrafficBoardProps) {
  const label = useMirror(({ boards }) => {
    const board = boardId === null ? undefined : boards.get(boardId)
    return board ? boardLabel(board) : null
  })
  if (boardId === null) return <span className="text-ink-soft">–</span>
  return (
    <a
      href={hashOf({ page: 'board', id: boardId })}
      tabIndex={tabbable ? 0 : -1}
      className="underline decoration-line-strong underline-offset-4 hover:decoration-current"
    >
      {label ?? boardId}
    </a>
  )
}

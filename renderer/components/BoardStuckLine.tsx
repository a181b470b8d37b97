import { CircleQuestionMark } from 'lucide-react'
import { type Board, boardLabel } from '../../contract/board.ts'
import type { Stuck } from '../../contract/stuck.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { PortPower } from './PortPower.tsx'

type BoardStuckLineProps = { readonly board: Board; readonly stuck: Stuck }

/** Why a board goes no further, in one line, and the way to what was seen, expected and to be done. */
export function BoardStuckLine({ board, stuck }: BoardStuckLineProps) {
  return (
    <p
      role="status"
      className="flex items-center gap-2 rounded-lg bg-danger-soft py-1 pr-2 pl-3 text-danger-ink"
    >
      <CircleQuestionMark size={20} className="shrink-0" />
      <span className="min-w-0 flex-1 wrap-anywhere">{stuckShort(stuck)}</span>
      <PortPower usbPath={board.usbPath} boardId={board.id} name={boardLabel(board)} isSmall />
      <a
        href={hashOf({ page: 'board', id: board.id })}
        aria-label={t('stuck.whyOf', { label: boardLabel(board) })}
        className="flex min-h-target shrink-0 items-center px-2 font-bold underline underline-offset-4"
      >
        {t('stuck.why')}
      </a>
    </p>
  )
}

/** The one line for a code. The station leaves out values that it could not learn. */
export function stuckShort({ code, facts }: Stuck): string {
  const { server = '?', fileName = '?' } = facts
  return t(`stuck.short.${code}`, { server, fileName })
}

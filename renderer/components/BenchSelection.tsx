import {
  Download,
  Lightbulb,
  ListChecks,
  type LucideIcon,
  RotateCw,
  SquareTerminal,
  Trash2,
  Upload,
  X,
} from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { BoardContext } from '../logic/board-actions.ts'
import { countAllowed, type GroupAction, planGroup } from '../logic/group-plan.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { clearSelection, dropGone, selectOnly, useSelection } from '../stores/selection.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { BoardReasonButton } from './BoardReasonButton.tsx'

/** The chosen boards as rules look at them. Changes with any of them. */
export function useMembers(ids: Iterable<string>): readonly BoardContext[] {
  const { boards, newestJobs, images } = useMirror()
  return useMemo(
    () =>
      [...ids].flatMap((id) => {
        const board = boards.get(id)
        return board ? [{ board, job: newestJobs.get(id) ?? null, imageCount: images.size }] : []
      }),
    [ids, boards, newestJobs, images.size],
  )
}

/** What can be done to the chosen boards, and to how many of them. Always at the lower edge of the window. */
export function BenchSelection({ shown }: { readonly shown: readonly string[] }) {
  const ids = useSelection((selection) => selection.ids)
  const choosing = useSelection((selection) => selection.choosing)
  const boards = useMirror((mirror) => mirror.boards)
  useEffect(() => dropGone((id) => boards.has(id)), [boards])
  if (ids.size === 0 && !choosing) return null
  return (
    <section
      aria-label={t('bench.selection')}
      className="sticky bottom-3 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-line-strong bg-surface p-3 shadow-high"
    >
      <Chosen ids={ids} shown={shown} />
      <Actions ids={ids} />
    </section>
  )
}

type ChosenProps = { readonly ids: ReadonlySet<string>; readonly shown: readonly string[] }

function Chosen({ ids, shown }: ChosenProps) {
  const hidden = useMemo(() => {
    const visible = new Set(shown)
    return [...ids].filter((id) => !visible.has(id)).length
  }, [ids, shown])
  return (
    <div className="flex items-center gap-2">
      <IconButton
        look="ghost"
        label={t('bench.clear')}
        icon={<X size={20} />}
        onPress={clearSelection}
      />
      <p role="status" className="leading-tight">
        <strong>{t('bench.selected', { count: ids.size })}</strong>
        {hidden > 0 && (
          <span className="block text-sm text-ink-soft">
            {t('bench.hidden', { count: hidden })}
          </span>
        )}
      </p>
      <IconButton
        look="ghost"
        label={t('bench.selectAll')}
        icon={<ListChecks size={20} />}
        onPress={() => selectOnly(shown)}
      />
    </div>
  )
}

const icons: Readonly<Record<GroupAction, LucideIcon>> = {
  deploy: Download,
  backup: Upload,
  reboot: RotateCw,
  identify: Lightbulb,
  forget: Trash2,
}

function Actions({ ids }: { readonly ids: ReadonlySet<string> }) {
  const members = useMembers(ids)
  const boardIds = useMemo(() => [...ids], [ids])
  const of = (action: GroupAction, words: string) => (
    <ActionButton action={action} words={words} members={members} boardIds={boardIds} />
  )
  return (
    <div className="grid grow grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:justify-end">
      {of('deploy', t('boards.deploy'))}
      {of('backup', t('boards.backup'))}
      {of('reboot', t('boards.reboot'))}
      {of('identify', t('bench.identify'))}
      <ConsoleButton count={members.length} />
      {of('forget', t('boards.forget'))}
    </div>
  )
}

type ActionButtonProps = {
  readonly action: GroupAction
  readonly words: string
  readonly members: readonly BoardContext[]
  readonly boardIds: readonly string[]
}

/** With how many of the chosen boards can be told so now. Where it is none the button says why, and stays reachable for that. */
function ActionButton({ action, words, members, boardIds }: ActionButtonProps) {
  const Icon = icons[action]
  const count = countAllowed(action, members)
  const open = () => openDialog({ kind: 'group', action, boardIds })
  if (count === 0) {
    const [first] = planGroup(action, members.slice(0, 1)).leftOut
    return (
      <BoardReasonButton icon={<Icon size={18} />} words={words} reason={first?.reason ?? ''} />
    )
  }
  return (
    <Button
      look={action === 'deploy' ? 'primary' : 'plain'}
      icon={<Icon size={18} />}
      onPress={open}
    >
      {words} {count}
    </Button>
  )
}

function ConsoleButton({ count }: { readonly count: number }) {
  return (
    <BoardReasonButton
      icon={<SquareTerminal size={18} />}
      words={t('bench.console')}
      reason={t(count === 1 ? 'bench.consoleReasonOne' : 'bench.consoleReason')}
    />
  )
}

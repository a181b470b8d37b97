import { CircleX } from 'lucide-react'
import { memo } from 'react'
import { boardLabel } from '../../contract/board.ts'
import type { GroupRun, GroupTarget } from '../hooks/use-group-run.ts'
import { byReason, type LeftOut } from '../logic/group-plan.ts'
import { t } from '../text/translate.ts'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Notice } from '../ui/Notice.tsx'
import { storageWords } from './storage-words.ts'

/** The boards that take part, each with its serial number and the storage that is meant. */
export function TargetList({ targets }: { readonly targets: readonly GroupTarget[] }) {
  const withStorage = targets.some(({ storage }) => storage !== null)
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('bench.takePart', { count: targets.length })}
      className="max-h-64 overflow-auto rounded-lg border border-line"
    >
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-sunken text-ink-soft">
          <tr>
            <HeadCell words={t('boards.slot')} />
            <HeadCell words={t('bench.board')} />
            {withStorage && <HeadCell words={t('boards.storage')} />}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {targets.map(({ board, storage }) => (
            <TargetRow
              key={board.id}
              slot={board.slot ?? '–'}
              label={boardLabel(board)}
              serial={board.serial}
              storage={storage && `${storageWords(storage)} ${storage.path}`}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function HeadCell({ words }: { readonly words: string }) {
  return (
    <th scope="col" className="px-3 py-2 font-semibold">
      {words}
    </th>
  )
}

type TargetRowProps = {
  readonly slot: string
  readonly label: string
  readonly serial: string | null
  readonly storage: string | null
}

/** Of plain words only, so that a board that is heard ten times a second does not render its line again. */
const TargetRow = memo(function TargetRow({ slot, label, serial, storage }: TargetRowProps) {
  return (
    <tr>
      <td className="px-3 py-2">{slot}</td>
      <th scope="row" className="px-3 py-2 font-semibold break-all">
        {label}
        {serial !== label && (
          <span className="block font-normal text-ink-soft">
            {t('boards.serial')} <span className="font-mono">{serial ?? t('boards.unknown')}</span>
          </span>
        )}
      </th>
      {storage !== null && <td className="px-3 py-2">{storage}</td>}
    </tr>
  )
})

/** The boards that are left out, by reason. */
export function LeftOutList({ leftOut }: { readonly leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null
  return (
    <Disclosure title={t('bench.leftOut', { count: leftOut.length })} level={3}>
      <Reasons leftOut={leftOut} />
    </Disclosure>
  )
}

function Reasons({ leftOut }: { readonly leftOut: readonly LeftOut[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {[...byReason(leftOut)].map(([reason, boards]) => (
        <li key={reason}>
          <strong className="break-words">{boards.map(boardLabel).join(', ')}</strong>
          <span className="block">{reason}</span>
        </li>
      ))}
    </ul>
  )
}

/** How it goes while boards are told, and which the station refused. */
export function GroupRunView({ run }: { readonly run: GroupRun }) {
  if (run.kind === 'idle') return null
  if (run.kind === 'running') {
    return <p role="status">{t('bench.doing', { done: run.done, total: run.total })}</p>
  }
  if (run.refused.length === 0) return null
  return (
    <Notice tone="danger" role="alert" icon={<CircleX size={20} />}>
      <p className="mb-2 font-semibold">
        {t('bench.didSome', { done: run.done, total: run.done + run.refused.length })}
      </p>
      <Reasons leftOut={run.refused} />
    </Notice>
  )
}

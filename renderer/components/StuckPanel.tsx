import { CircleQuestionMark, Eye, ListChecks, Route, Search, Wrench } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Board, boardLabel } from '../../contract/board.ts'
import type { Stuck } from '../../contract/stuck.ts'
import { useNow } from '../hooks/use-now.ts'
import { useTraffic } from '../hooks/use-traffic.ts'
import { formatDuration } from '../logic/format.ts'
import { showInTraffic } from '../stores/traffic-view.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { PortPower } from './PortPower.tsx'
import { StuckProof } from './StuckProof.tsx'
import { type StuckWords, stuckWords } from './stuck-words.ts'

type StuckPanelProps = { readonly board: Board; readonly stuck: Stuck }

/** Why a board goes no further: what was seen and expected, the probable cause, what to do, and the packets that prove it. */
export function StuckPanel({ board, stuck }: StuckPanelProps) {
  const { entries, begun } = useTraffic(board.id)
  const proof = entries.filter(({ id }) => stuck.evidence.includes(id))
  return (
    <section
      aria-label={t('stuck.title')}
      className="flex flex-col gap-4 rounded-xl border-2 border-danger bg-surface p-4 shadow-low sm:p-5"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-danger-ink">
        <CircleQuestionMark size={24} aria-hidden className="shrink-0" />
        <h3 className="text-lg font-bold">{t('stuck.title')}</h3>
        <StuckFor since={stuck.since} />
      </div>
      <Reasons words={stuckWords(stuck)} board={board} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h4 className="font-semibold">{t('stuck.proof')}</h4>
        <Button
          icon={<Route size={18} />}
          onPress={() => showInTraffic(board.id, proof.at(-1)?.id ?? null)}
        >
          {t('stuck.showTraffic')}
        </Button>
      </div>
      {begun && <StuckProof entries={proof} />}
    </section>
  )
}

function StuckFor({ since }: { readonly since: number }) {
  const duration = formatDuration(useNow() - since)
  return <span>{t('stuck.since', { duration })}</span>
}

function Reasons({ words, board }: { readonly words: StuckWords; readonly board: Board }) {
  return (
    <dl className="grid gap-x-6 gap-y-4 md:grid-cols-2 md:pb-3">
      <Reason icon={<Eye size={20} />} title={t('stuck.seenTitle')} text={words.seen} />
      <Reason
        icon={<ListChecks size={20} />}
        title={t('stuck.expectedTitle')}
        text={words.expected}
      />
      <Reason icon={<Search size={20} />} title={t('stuck.causeTitle')} text={words.cause} />
      <Reason icon={<Wrench size={20} />} title={t('stuck.nextTitle')} text={words.next} isNext>
        <PortPower usbPath={board.usbPath} boardId={board.id} name={boardLabel(board)} />
      </Reason>
    </dl>
  )
}

type ReasonProps = {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  readonly isNext?: boolean
  /** Buttons for it. */
  readonly children?: ReactNode
}

function Reason({ icon, title, text, isNext = false, children }: ReasonProps) {
  return (
    <div className={isNext ? 'rounded-lg bg-accent-soft p-3 md:-m-3' : ''}>
      <dt className="flex items-center gap-2 font-semibold">
        <span aria-hidden className={isNext ? 'text-accent' : 'text-ink-soft'}>
          {icon}
        </span>
        {title}
      </dt>
      <dd className="mt-1 max-w-prose">
        {text}
        <span className="mt-2 flex flex-wrap gap-2 empty:hidden">{children}</span>
      </dd>
    </div>
  )
}

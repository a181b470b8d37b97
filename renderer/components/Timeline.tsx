import { Bot, ClipboardList, UserRound } from 'lucide-react'
import { useState } from 'react'
import type { TimelineCode, TimelineEntry } from '../../contract/timeline.ts'
import { useAnswer } from '../hooks/use-answer.ts'
import { clockTime } from '../logic/clock-time.ts'
import { formatWhen } from '../logic/format.ts'
import { joinTries, type TimelineLine } from '../logic/timeline-tries.ts'
import { hashOf } from '../stores/route.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type TimelineProps = {
  readonly boardId: string
  /** Changes whenever something new can be in the timeline. */
  readonly stamp: string
}

const shownAtFirst = 12

/** What happened to a board, newest first: its stages, its jobs, and what persons did. */
export function Timeline({ boardId, stamp }: TimelineProps) {
  const answer = useAnswer(`${boardId} ${stamp}`, (station) =>
    station.boards.timeline({ id: boardId }),
  )
  return (
    <Card title={t('timeline.title')}>
      {answer.kind === 'asking' && <p className="text-ink-soft">{t('timeline.loading')}</p>}
      {answer.kind === 'failed' && <RefusalNotice reason={answer.message} />}
      {answer.kind === 'answered' && <Entries entries={joinTries(answer.value.toReversed())} />}
    </Card>
  )
}

function Entries({ entries }: { readonly entries: readonly TimelineLine[] }) {
  const [all, setAll] = useState(false)
  if (entries.length === 0) return <p className="text-ink-soft">{t('timeline.none')}</p>
  const shown = all ? entries : entries.slice(0, shownAtFirst)
  return (
    <>
      <ol aria-label={t('timeline.title')} className="flex flex-col">
        {shown.map((entry, index) => (
          // Entries have no identity of their own; the list is only ever replaced as a whole.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Entry key={index} entry={entry} isLast={index === shown.length - 1} />
        ))}
      </ol>
      {entries.length > shown.length && (
        <div>
          <Button look="ghost" onPress={() => setAll(true)}>
            {t('timeline.older')}
          </Button>
        </div>
      )}
    </>
  )
}

type EntryProps = { readonly entry: TimelineLine; readonly isLast: boolean }

function Entry({ entry: { at, code, detail, jobId, times, firstAt }, isLast }: EntryProps) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <div aria-hidden className="flex flex-col items-center">
        <span className="flex size-7 items-center justify-center rounded-full border border-line-strong bg-sunken text-ink-soft">
          <EntryIcon code={code} />
        </span>
        {!isLast && <span className="w-px flex-1 bg-line" />}
      </div>
      <div className="pb-3">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <EntryTitle code={code} jobId={jobId} />
          <time dateTime={new Date(at).toISOString()} className="text-sm text-ink-soft">
            {timeWords(at)}
          </time>
          {times > 1 && (
            <span className="text-sm text-ink-soft">
              {t('timeline.times', { times, time: timeWords(firstAt) })}
            </span>
          )}
        </p>
        {detail !== '' && <p className="text-sm break-words text-ink-soft">{detail}</p>}
      </div>
    </li>
  )
}

type EntryTitleProps = Pick<TimelineEntry, 'code' | 'jobId'>

/** What happened; where it is about a job, the way to it. */
function EntryTitle({ code, jobId }: EntryTitleProps) {
  const words = t(`timeline.code.${code}`)
  if (jobId === null) return <span className="font-semibold">{words}</span>
  return (
    <a
      href={hashOf({ page: 'job', id: jobId })}
      className="font-semibold underline decoration-line-strong underline-offset-4 hover:decoration-current"
    >
      {words}
    </a>
  )
}

/** Seconds count while a board boots; of another day, the day does. */
function timeWords(at: number): string {
  const now = Date.now()
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return isToday ? clockTime(at).slice(0, 8) : formatWhen(at, now)
}

function EntryIcon({ code }: { readonly code: TimelineCode }) {
  if (code.startsWith('person-')) return <UserRound size={15} />
  return code.startsWith('stage-') ? <Bot size={15} /> : <ClipboardList size={15} />
}

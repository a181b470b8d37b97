import { Cable, CircleX, Eye, KeyRound, Power, Skull, Unplug } from 'lucide-react'
import type { Console } from '../../contract/console.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/tone.ts'

const stateLooks = {
  closed: { tone: 'quiet', icon: <Power size={16} /> },
  open: { tone: 'good', icon: <Cable size={16} /> },
  waiting: { tone: 'warning', icon: <Unplug size={16} /> },
  failed: { tone: 'danger', icon: <CircleX size={16} /> },
} as const satisfies Record<Console['state']['kind'], { tone: Tone; icon: React.ReactNode }>

const findingLooks = {
  panic: { tone: 'danger', icon: <Skull size={16} /> },
  login: { tone: 'work', icon: <KeyRound size={16} /> },
  booting: { tone: 'work', icon: <Power size={16} /> },
} as const satisfies Record<
  NonNullable<Console['finding']>['kind'],
  { tone: Tone; icon: React.ReactNode }
>

/** Open, closed, unplugged. */
export function ConsoleStateBadge({ state }: { readonly state: Console['state'] }) {
  const { tone, icon } = stateLooks[state.kind]
  return (
    <Badge tone={tone} icon={icon}>
      {t(`consoles.state.${state.kind}`)}
    </Badge>
  )
}

/** What was recognised last in the line's text; nothing while nothing was. */
export function ConsoleFindingBadge({ finding }: { readonly finding: Console['finding'] }) {
  if (finding === null) return null
  const { tone, icon } = findingLooks[finding.kind]
  return (
    <span title={finding.text}>
      <Badge tone={tone} icon={icon}>
        {t(`consoles.finding.${finding.kind}`)}
      </Badge>
    </span>
  )
}

/** How many windows look at a line, when there are others, and whether it is shared for reading only. */
export function ConsoleShareBadges({ line }: { readonly line: Console }) {
  return (
    <>
      {line.viewers > 1 && (
        <Badge tone="quiet" icon={<Eye size={16} />}>
          {t('consoles.viewers', { count: line.viewers })}
        </Badge>
      )}
      {line.readOnly && <Badge tone="warning">{t('consoles.readOnly')}</Badge>}
    </>
  )
}

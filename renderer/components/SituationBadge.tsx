import {
  Ban,
  CircleCheck,
  CircleQuestionMark,
  CircleX,
  Crosshair,
  Hourglass,
  House,
  LoaderCircle,
  type LucideIcon,
  MoonStar,
  Play,
  ShieldQuestionMark,
  TriangleAlert,
  Unplug,
  Zap,
} from 'lucide-react'
import { memo } from 'react'
import type { Situation } from '../logic/board-situation.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/tone.ts'

const looks: Readonly<Record<Situation, { readonly tone: Tone; readonly Icon: LucideIcon }>> = {
  booting: { tone: 'work', Icon: Zap },
  stuck: { tone: 'danger', Icon: CircleQuestionMark },
  'needs-approval': { tone: 'warning', Icon: ShieldQuestionMark },
  ready: { tone: 'quiet', Icon: Play },
  armed: { tone: 'warning', Icon: Crosshair },
  working: { tone: 'work', Icon: LoaderCircle },
  interrupted: { tone: 'warning', Icon: Unplug },
  cancelling: { tone: 'warning', Icon: Hourglass },
  done: { tone: 'good', Icon: CircleCheck },
  unverified: { tone: 'warning', Icon: TriangleAlert },
  failed: { tone: 'danger', Icon: CircleX },
  cancelled: { tone: 'quiet', Icon: Ban },
  local: { tone: 'quiet', Icon: House },
  silent: { tone: 'quiet', Icon: MoonStar },
}

type SituationProps = { readonly situation: Situation }

/** A board's situation in one word, with its icon. */
export const SituationBadge = memo(function SituationBadge({ situation }: SituationProps) {
  return (
    <Badge tone={looks[situation].tone} icon={<SituationIcon situation={situation} />}>
      {t(`boards.situation.${situation}`)}
    </Badge>
  )
})

/** The icon alone, where the word stands beside it. */
export function SituationIcon({ situation }: SituationProps) {
  const { Icon } = looks[situation]
  return <Icon size={16} className={situation === 'working' ? 'motion-safe:animate-spin' : ''} />
}

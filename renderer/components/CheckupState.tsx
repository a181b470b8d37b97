import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Checkup } from '../../contract/doctor.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/tone.ts'

const looks: Readonly<Record<Checkup['state'], { readonly tone: Tone; readonly icon: ReactNode }>> =
  {
    ok: { tone: 'good', icon: <CircleCheck size={16} /> },
    warning: { tone: 'warning', icon: <TriangleAlert size={16} /> },
    problem: { tone: 'danger', icon: <OctagonX size={16} /> },
  }

/** How one checkup stands: an icon and a word. */
export function CheckupState({ state }: Pick<Checkup, 'state'>) {
  const { tone, icon } = looks[state]
  return (
    <Badge tone={tone} icon={icon}>
      {t(`doctor.state.${state}`)}
    </Badge>
  )
}

import {
  CircleCheck,
  CircleX,
  Hourglass,
  type LucideIcon,
  MessageCircleQuestion,
  TriangleAlert,
  Unplug,
  Zap,
} from 'lucide-react'
import type { UsbBoard } from '../../contract/usb-board.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/tone.ts'
import { finishedRun } from './usb-words.ts'

type UsbState = 'waiting' | 'booting' | 'booted' | 'failed' | 'gone'

const looks: Readonly<Record<UsbState, { readonly tone: Tone; readonly Icon: LucideIcon }>> = {
  waiting: { tone: 'warning', Icon: Hourglass },
  booting: { tone: 'work', Icon: Zap },
  booted: { tone: 'good', Icon: CircleCheck },
  failed: { tone: 'danger', Icon: CircleX },
  gone: { tone: 'quiet', Icon: Unplug },
}

type EepromState = 'asked' | 'confirmed' | 'unconfirmed'

const eepromLooks: Readonly<
  Record<EepromState, { readonly tone: Tone; readonly Icon: LucideIcon }>
> = {
  asked: { tone: 'work', Icon: MessageCircleQuestion },
  confirmed: { tone: 'good', Icon: CircleCheck },
  unconfirmed: { tone: 'warning', Icon: TriangleAlert },
}

/** The state of a boot over USB in one word, with its icon. */
export function UsbStateBadge({ board }: { readonly board: UsbBoard }) {
  const outcome = finishedRun(board.stage, board.target, board.eeprom)?.outcome
  if (outcome === 'asked' || outcome === 'confirmed' || outcome === 'unconfirmed') {
    const { tone, Icon } = eepromLooks[outcome]
    return (
      <Badge tone={tone} icon={<Icon size={16} />}>
        {t(`eeprom.state.${outcome}`)}
      </Badge>
    )
  }
  const state = stateOf(board)
  const { tone, Icon } = looks[state]
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {t(`usb.state.${state}`)}
    </Badge>
  )
}

function stateOf({ stage, isPluggedIn }: UsbBoard): UsbState {
  switch (stage.kind) {
    case 'waiting':
      return isPluggedIn ? 'waiting' : 'gone'
    case 'booted':
    case 'failed':
      return stage.kind
    default:
      return 'booting'
  }
}

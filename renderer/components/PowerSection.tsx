import { CircleHelp, LoaderCircle, type LucideIcon, Power, PowerOff } from 'lucide-react'
import { memo } from 'react'
import { boardLabel } from '../../contract/board.ts'
import type { PowerPort } from '../../contract/power.ts'
import { ask } from '../api/ask.ts'
import { useAttachments } from '../stores/attachments.ts'
import { useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { ActionMenu } from '../ui/ActionMenu.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Select } from '../ui/Select.tsx'
import type { Tone } from '../ui/tone.ts'
import { PowerButton } from './PortPower.tsx'
import { powerMenu } from './power-actions.tsx'

/** All ports whose power can be switched, with what each feeds; nothing while there is none. Closed: cards have their own buttons. */
export function PowerSection() {
  const ports = useAttachments(({ powerPorts }) => powerPorts)
  if (ports.length === 0) return null
  const off = ports.filter(({ state }) => state === 'off').length
  return (
    <section
      aria-label={t('power.title')}
      className="rounded-xl border border-line bg-surface px-4 py-2"
    >
      <Disclosure
        level={3}
        title={
          <span className="text-lg font-bold">
            {t('power.title')}{' '}
            <span className="text-base font-normal text-ink-soft">
              {ports.length}
              {off > 0 && ` · ${t('power.summaryOff', { off })}`}
            </span>
          </span>
        }
      >
        <p className="max-w-prose pb-3 text-ink-soft">{t('power.lead')}</p>
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(23.5rem,100%),1fr))] gap-3 pb-2">
          {ports.map((port) => (
            <PowerRow key={port.id} port={port} />
          ))}
        </ul>
      </Disclosure>
    </section>
  )
}

const PowerRow = memo(function PowerRow({ port }: { readonly port: PowerPort }) {
  const { name, usbPath } = port
  const hanging = useAttachments(({ nodes, usbBoards }) => {
    if (usbPath === null) return null
    const node = nodes.find((one) => one.usbPath === usbPath)
    return node?.name ?? usbBoards.find(({ path }) => path === usbPath)?.serial ?? null
  })
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-line p-3">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <p className="font-semibold wrap-anywhere">{name}</p>
          <p className="text-sm text-ink-soft">
            {usbPath !== null && t('power.usbPort', { path: usbPath })}
            {hanging !== null && ` · ${t('power.hangs', { what: hanging })}`}
          </p>
        </div>
        <PowerState port={port} />
      </div>
      <FeedsChoice port={port} />
      <div className="mt-auto flex gap-2 [&>button:first-child]:flex-1">
        <PowerButton port={port} name={name} />
        <ActionMenu label={t('power.more', { name })} actions={powerMenu(port)} />
      </div>
    </li>
  )
})

const looks: Readonly<
  Record<PowerPort['state'] | 'switching', { readonly tone: Tone; readonly Icon: LucideIcon }>
> = {
  on: { tone: 'good', Icon: Power },
  off: { tone: 'quiet', Icon: PowerOff },
  unknown: { tone: 'warning', Icon: CircleHelp },
  switching: { tone: 'work', Icon: LoaderCircle },
}

function PowerState({ port }: { readonly port: PowerPort }) {
  const state = port.isSwitching ? 'switching' : port.state
  const { tone, Icon } = looks[state]
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {t(`power.state.${state}`)}
    </Badge>
  )
}

const nobody = ''

/** Which board of the network a port feeds: only a person knows that. */
function FeedsChoice({ port: { id, boardId } }: { readonly port: PowerPort }) {
  const boards = useMirror((mirror) => mirror.boards)
  // Drives of this computer are where their USB port is.
  const able = [...boards.values()].filter(({ link }) => link !== 'drive')
  const options = able.map((board) => ({
    id: board.id,
    label: boardLabel(board),
    ...(board.slot === null ? {} : { description: board.slot }),
  }))
  return (
    <Select
      label={t('power.feeds')}
      value={options.some((option) => option.id === boardId) ? boardId : nobody}
      options={[{ id: nobody, label: t('power.feedsNone') }, ...options]}
      onChange={(chosen) =>
        ask((station) => station.power.assign({ id, boardId: chosen === nobody ? null : chosen }))
      }
    />
  )
}

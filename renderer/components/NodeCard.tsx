import { CircleCheck, type LucideIcon, SquareTerminal, TriangleAlert, Usb } from 'lucide-react'
import { memo } from 'react'
import type { Node } from '../../contract/node.ts'
import { type NodeState, nodeState } from '../logic/node-state.ts'
import { useAttachments } from '../stores/attachments.ts'
import { goToConsole } from '../stores/console-view.ts'
import { type StationWords, stationWords, stationWordsAt } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Checkbox } from '../ui/Checkbox.tsx'
import { Code } from '../ui/Code.tsx'
import { classNames } from '../ui/class-names.ts'
import { type Fact, Facts } from '../ui/Facts.tsx'
import { Notice } from '../ui/Notice.tsx'
import type { Tone } from '../ui/tone.ts'
import { ConsoleFindingBadge } from './ConsoleBadges.tsx'
import { openLines } from './console-actions.ts'
import { NodePower } from './NodePower.tsx'
import { Words } from './RefusalNotice.tsx'

type NodeCardProps = {
  readonly node: Node
  /** The station looks where nodes answer. */
  readonly isAsked: boolean
  readonly isSelected: boolean
  readonly onSelect: (usbPath: string, isSelected: boolean) => void
}

/** One Pi Zero on a USB cable: its serial port and its network as one thing. */
export const NodeCard = memo(function NodeCard(props: NodeCardProps) {
  const { node, isAsked, isSelected, onSelect } = props
  const { name, usbPath, consoleId, notice } = node
  return (
    <article
      aria-label={t('nodes.card', { name })}
      className={classNames(
        'flex min-w-0 flex-col gap-3 rounded-2xl border bg-surface p-4 shadow-low',
        isSelected ? 'border-accent ring-2 ring-accent' : 'border-line',
      )}
    >
      <header className="flex items-start gap-3">
        <span className="flex h-11 min-w-11 shrink-0 items-center justify-center rounded-lg border-2 border-line-strong bg-sunken px-2">
          <Usb size={18} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-base font-bold sm:text-lg" title={name}>
            {name}
          </h3>
          <p className="text-sm text-ink-soft">{t(`nodes.kind.${node.kind}`)}</p>
        </div>
        {consoleId !== null && (
          <div className="-mt-1 -mr-2">
            <Checkbox
              label={t('nodes.select', { name })}
              hideLabel
              isSelected={isSelected}
              onChange={(chosen) => onSelect(usbPath, chosen)}
            />
          </div>
        )}
      </header>
      <div className="flex flex-wrap gap-2">
        <NodeStateBadge state={nodeState(node)} />
        {consoleId !== null && <NodeFinding consoleId={consoleId} />}
      </div>
      <div className="text-sm">
        <Facts facts={factsOf(node, isAsked)} />
      </div>
      {notice !== null && (
        <Notice tone="warning" role="status" icon={<TriangleAlert size={20} />}>
          <span className="text-sm">
            <Words of={noticeWords(notice)} />
          </span>
        </Notice>
      )}
      <footer className="mt-auto flex flex-wrap gap-2 [&>button:not(:last-child)]:grow">
        {consoleId !== null && (
          <Button
            icon={<SquareTerminal size={18} />}
            aria-label={t('nodes.consoleOf', { name })}
            onPress={() => {
              openLines([consoleId])
              goToConsole(consoleId)
            }}
          >
            {t('nodes.console')}
          </Button>
        )}
        <NodePower usbPath={usbPath} />
      </footer>
    </article>
  )
})

const looks: Readonly<Record<NodeState, { readonly tone: Tone; readonly Icon: LucideIcon }>> = {
  reached: { tone: 'good', Icon: CircleCheck },
  attention: { tone: 'warning', Icon: TriangleAlert },
  found: { tone: 'quiet', Icon: Usb },
}

function NodeStateBadge({ state }: { readonly state: NodeState }) {
  const { tone, Icon } = looks[state]
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {t(`nodes.state.${state}`)}
    </Badge>
  )
}

/** What was recognised last on its console: a login prompt, a kernel panic. */
function NodeFinding({ consoleId }: { readonly consoleId: string }) {
  const finding = useAttachments(
    ({ consoles }) => consoles.find(({ id }) => id === consoleId)?.finding ?? null,
  )
  return <ConsoleFindingBadge finding={finding} />
}

function factsOf(node: Node, isAsked: boolean): readonly Fact[] {
  const { usbPath, serial, serialPort, networkInterface, address } = node
  const none = (words: string) => <span className="text-ink-soft">{words}</span>
  const facts: readonly (Fact | false)[] = [
    {
      term: t('nodes.address'),
      value:
        address === null ? (
          none(isAsked ? t('nodes.nowhere') : t('nodes.noAddress'))
        ) : (
          <Code>{address}</Code>
        ),
    },
    {
      term: t('nodes.interface'),
      value:
        networkInterface === null ? none(t('nodes.noInterface')) : <Code>{networkInterface}</Code>,
    },
    {
      term: t('nodes.serialPort'),
      value: serialPort === null ? none(t('nodes.noSerialPort')) : <Code>{serialPort}</Code>,
    },
    { term: t('nodes.usbPort'), value: <Code>{usbPath}</Code> },
    node.kind !== 'cluster-ctrl' &&
      serial !== '' && { term: t('nodes.serial'), value: <Code>{serial}</Code> },
  ]
  return facts.filter((fact) => fact !== false)
}

/** Ours for what is said of nodes; a refusal of the broker has its own words. */
function noticeWords({ code, message }: NonNullable<Node['notice']>): StationWords {
  return code.startsWith('node-')
    ? stationWordsAt(`nodes.notice.${code}`, message)
    : stationWords(code, message)
}

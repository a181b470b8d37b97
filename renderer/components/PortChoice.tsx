import { EthernetPort, Globe, Power, Unplug } from 'lucide-react'
import { useState } from 'react'
import type { NetworkPort } from '../../contract/settings.ts'
import { useNetworkPorts } from '../hooks/use-network-ports.ts'
import { useMirror } from '../stores/mirror.ts'
import { stationSentence } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { type Choice, ChoiceList } from '../ui/ChoiceList.tsx'
import { Notice } from '../ui/Notice.tsx'
import { RefusalNotice } from './RefusalNotice.tsx'

type PortChoiceProps = {
  readonly chosen: string | null
  /** Changes when a port that was refused may be fine now. */
  readonly judgedBy: string
  readonly onChoose: (name: string) => void
}

/** The network ports of the station's computer; those that can't be served say why. Renews itself. */
export function PortChoice({ chosen, judgedBy, onChoose }: PortChoiceProps) {
  const { ports, problem } = useNetworkPorts(judgedBy)
  const [withVirtual, setWithVirtual] = useState(false)
  if (ports === null) return <RefusalNotice reason={problem} />
  const shown = ports.filter((port) => withVirtual || !isBehind(port, ports, chosen))
  const hidden = ports.length - shown.length
  return (
    <>
      <p className="text-ink-soft">{t('settings.portLead')}</p>
      {chosen !== null && !ports.some(({ name }) => name === chosen) && (
        <Notice tone="warning" icon={<Unplug size={20} />} role="status">
          {t('settings.portGone', { port: chosen })}
        </Notice>
      )}
      {ports.length === 0 ? (
        <p>{t('settings.portNone')}</p>
      ) : (
        <ChoiceList
          label={t('settings.portLabel')}
          choices={shown.map(choiceOf)}
          value={chosen}
          onChange={onChoose}
        />
      )}
      {hidden > 0 && (
        <div>
          <Button look="ghost" onPress={() => setWithVirtual(true)}>
            {t('settings.portShowVirtual', { count: hidden })}
          </Button>
        </div>
      )}
      <RefusalNotice reason={problem} />
    </>
  )
}

/** Bridges and tunnels stand back where there are real ports. */
function isBehind(
  port: NetworkPort,
  ports: readonly NetworkPort[],
  chosen: string | null,
): boolean {
  const hasReal = ports.some(({ kind }) => kind !== 'virtual')
  return hasReal && port.kind === 'virtual' && port.name !== chosen
}

function choiceOf(port: NetworkPort): Choice {
  const { name, refusal } = port
  return {
    id: name,
    name,
    content: <PortLine port={port} />,
    reason: refusal && stationSentence(refusal.code, refusal.message),
  }
}

function PortLine({ port }: { readonly port: NetworkPort }) {
  const { name, kind, speed, hasDefaultRoute, addresses, mac } = port
  const traits = [
    t(`settings.portKind.${kind}`),
    ...(speed === null ? [] : [t('settings.portSpeed', { speed })]),
    ...(mac === null ? [] : [mac]),
    ...addresses.filter((address) => !address.includes(':')),
  ]
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-mono font-semibold">{name}</span>
        <LinkBadge port={port} />
        {hasDefaultRoute && (
          <Badge tone="warning" icon={<Globe size={16} />}>
            {t('settings.portInternet')}
          </Badge>
        )}
        <InUse name={name} />
      </span>
      <span className="block text-sm break-words text-ink-soft">{traits.join(' · ')}</span>
    </>
  )
}

function LinkBadge({ port: { isUp, hasLink } }: { readonly port: NetworkPort }) {
  if (!isUp) {
    return (
      <Badge tone="quiet" icon={<Power size={16} />}>
        {t('settings.portOff')}
      </Badge>
    )
  }
  return hasLink ? (
    <Badge tone="good" icon={<EthernetPort size={16} />}>
      {t('settings.portLink')}
    </Badge>
  ) : (
    <Badge tone="quiet" icon={<Unplug size={16} />}>
      {t('settings.portNoLink')}
    </Badge>
  )
}

function InUse({ name }: { readonly name: string }) {
  const serving = useMirror(({ status }) => status?.serving)
  if (serving?.kind !== 'serving' || serving.interfaceName !== name) return null
  return <Badge tone="work">{t('settings.portServing')}</Badge>
}

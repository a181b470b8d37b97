import { EthernetPort, Globe, Unplug } from 'lucide-react'
import type { NetworkPort } from '../../contract/settings.ts'
import { useAsk } from '../hooks/use-ask.ts'
import { useNetworkPorts } from '../hooks/use-network-ports.ts'
import { openDialog } from '../stores/dialog.ts'
import { hashOf } from '../stores/route.ts'
import { stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { RefusalNotice, Words } from './RefusalNotice.tsx'

/** The network ports of the station's computer; one press shows what serving on it will change, or the reason stands where the button would. */
export function FirstStartPorts() {
  const { ports: all, problem } = useNetworkPorts('first start')
  const { pending, refusal, ask } = useAsk(() => undefined)
  const serve = (name: string) =>
    ask(async (client) => {
      await client.settings.change({ interfaceName: name })
      openDialog({ kind: 'start-serving' })
    })
  if (all === null) return <RefusalNotice reason={problem} />
  const ports = worthOffering(all)
  return (
    <div className="flex flex-col gap-3">
      {ports.length === 0 && <p>{t('firstSteps.portsNone')}</p>}
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line">
        {ports.map((port) => (
          <PortLine key={port.name} port={port} pending={pending} onServe={serve} />
        ))}
      </ul>
      <RefusalNotice reason={refusal} />
      <a
        href={hashOf({ page: 'settings' })}
        className={`${buttonClasses('ghost', false)} self-start`}
      >
        {t('firstSteps.settings')}
      </a>
    </div>
  )
}

type PortLineProps = {
  readonly port: NetworkPort
  readonly pending: boolean
  readonly onServe: (name: string) => void
}

function PortLine({ port, pending, onServe }: PortLineProps) {
  const { name, refusal } = port
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 p-3">
      <span className="font-mono font-semibold">{name}</span>
      <PortState port={port} />
      {refusal ? (
        <p className="basis-full text-sm text-ink-soft">
          <Words of={stationWords(refusal.code, refusal.message)} />
        </p>
      ) : (
        <span className="ml-auto">
          <Button look="primary" isPending={pending} onPress={() => onServe(name)}>
            {t('firstSteps.portChoose', { port: name })}
          </Button>
        </span>
      )}
    </li>
  )
}

function PortState({ port: { hasLink, speed, hasDefaultRoute } }: { readonly port: NetworkPort }) {
  return (
    <>
      <Badge
        tone={hasLink ? 'good' : 'quiet'}
        icon={hasLink ? <EthernetPort size={16} /> : <Unplug size={16} />}
      >
        {t(hasLink ? 'firstSteps.portLink' : 'firstSteps.portNoLink')}
      </Badge>
      {speed !== null && (
        <span className="text-sm text-ink-soft">{t('firstSteps.portSpeed', { speed })}</span>
      )}
      {hasDefaultRoute && (
        <Badge tone="warning" icon={<Globe size={16} />}>
          {t('firstSteps.portInternet')}
        </Badge>
      )}
    </>
  )
}

/** Bridges and tunnels only where there is nothing else: the settings page offers all. */
function worthOffering(ports: readonly NetworkPort[]): readonly NetworkPort[] {
  const real = ports.filter(({ kind }) => kind !== 'virtual')
  return real.length > 0 ? real : ports
}

import { EthernetPort, OctagonX } from 'lucide-react'
import { assertNever } from '../../contract/errors.ts'
import type { Serving } from '../../contract/station-event.ts'
import { t } from '../text/translate.ts'
import { Badge } from '../ui/Badge.tsx'

/** On which network port the station serves boards, in the header. */
export function ServingBadge({ serving }: { readonly serving: Serving }) {
  switch (serving.kind) {
    case 'serving':
      return (
        <span className="flex min-w-0 items-center gap-2" title={t('station.servingOn', serving)}>
          <Badge tone="good" icon={<EthernetPort size={16} className="shrink-0" />} cut>
            {t('station.servingOn', serving)}
          </Badge>
          <span className="hidden text-sm whitespace-nowrap text-ink-soft 2xl:inline">
            {t(`station.dhcp.${serving.dhcp}`)}
          </span>
        </span>
      )
    case 'stopped':
    case 'refused':
      return (
        <Badge tone="danger" icon={<OctagonX size={16} />}>
          {t('station.notServing')}
        </Badge>
      )
    default:
      return assertNever(serving)
  }
}

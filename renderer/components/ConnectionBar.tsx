import { Unplug } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { toast } from 'sonner'
import { retryNow } from '../api/station.ts'
import type { Connection } from '../api/station-link.ts'
import { useNow } from '../hooks/use-now.ts'
import { formatDuration } from '../logic/format.ts'
import { useConnection } from '../stores/connection.ts'
import { t } from '../text/translate.ts'
import { Button } from '../ui/Button.tsx'

/** Tells that the station is not reached, since when, and when the next try is. Nothing while all is well. */
export function ConnectionBar() {
  const connection = useConnection((state) => state.connection)
  useBackMessage(connection)
  return connection.kind === 'lost' ? <LostBar lost={connection} /> : null
}

function LostBar({ lost }: { readonly lost: Extract<Connection, { kind: 'lost' }> }) {
  const now = useNow()
  const seconds = Math.ceil((lost.retryAt - now) / 1000)
  return (
    <div className="print-hidden sticky top-0 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 bg-danger-soft px-4 py-2 text-danger-ink sm:px-6">
      <Unplug size={20} className="shrink-0" />
      <div className="flex-1 basis-60">
        <strong role="alert">{t('station.lost')}</strong>{' '}
        <span>{t('station.lostFor', { duration: formatDuration(now - lost.since) })}</span>
      </div>
      <span>{seconds > 0 ? t('station.nextTry', { seconds }) : t('station.tryingNow')}</span>
      <Button onPress={retryNow}>{t('station.tryNow')}</Button>
    </div>
  )
}

function useBackMessage(connection: Connection): void {
  const wasLost = useRef(false)
  useEffect(() => {
    if (connection.kind === 'live' && wasLost.current) toast.success(t('station.back'))
    wasLost.current = connection.kind === 'lost'
  }, [connection])
}

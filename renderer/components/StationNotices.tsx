import { OctagonX, PowerOff, TriangleAlert, X } from 'lucide-react'
import type { Serving } from '../../contract/station-event.ts'
import { ask } from '../api/ask.ts'
import { openDialog } from '../stores/dialog.ts'
import { useMirror } from '../stores/mirror.ts'
import { hashOf, useRoute } from '../stores/route.ts'
import { stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { Button, buttonClasses } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Words } from './RefusalNotice.tsx'

/** Why no boards are served, and what else a person should know now. */
export function StationNotices() {
  const status = useMirror((mirror) => mirror.status)
  // The settings page tells how serving stands itself, beside the settings.
  const isSettings = useRoute().page === 'settings'
  if (!status) return null
  const { serving, warnings } = status
  return (
    <>
      {serving.kind !== 'serving' && !isSettings && <NotServing serving={serving} />}
      {warnings.map(({ id, message }) => (
        <Notice
          key={id}
          tone="warning"
          role="status"
          icon={<TriangleAlert size={22} />}
          actions={
            <IconButton
              look="ghost"
              label={t('ui.dismiss')}
              icon={<X size={20} />}
              onPress={() => ask((station) => station.station.dismissWarning({ id }))}
            />
          }
        >
          <Words of={stationWords(id, message)} />
        </Notice>
      ))}
    </>
  )
}

type NotServingProps = { readonly serving: Exclude<Serving, { kind: 'serving' }> }

function NotServing({ serving }: NotServingProps) {
  const refused = serving.kind === 'refused'
  return (
    <Notice
      tone={refused ? 'danger' : 'warning'}
      role={refused ? 'alert' : 'status'}
      icon={refused ? <OctagonX size={22} /> : <PowerOff size={22} />}
      actions={
        <span className="flex flex-wrap gap-2">
          <a href={hashOf({ page: 'settings' })} className={buttonClasses('plain', false)}>
            {t('station.chooseNetworkPort')}
          </a>
          <Button onPress={() => openDialog({ kind: 'start-serving' })}>
            {t('station.start')}
          </Button>
        </span>
      }
    >
      <strong className="block">{t('station.refusedTitle')}</strong>
      {refused ? <Words of={stationWords(serving.code, serving.message)} /> : t('station.stopped')}
    </Notice>
  )
}

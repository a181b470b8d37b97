import { OctagonX, TriangleAlert, X } from 'lucide-react'
import { ask } from '../api/ask.ts'
import { useMirror } from '../stores/mirror.ts'
import { stationWords } from '../text/station-words.ts'
import { t } from '../text/translate.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Words } from './RefusalNotice.tsx'

/** Why no boards are served, and what else a person should know now. */
export function StationNotices() {
  const status = useMirror((mirror) => mirror.status)
  if (!status) return null
  const { serving, warnings } = status
  return (
    <>
      {serving.kind !== 'serving' && (
        <Notice tone="danger" role="alert" icon={<OctagonX size={22} />}>
          <strong className="block">{t('station.refusedTitle')}</strong>
          {serving.kind === 'refused' ? (
            <Words of={stationWords(serving.code, serving.message)} />
          ) : (
            t('station.stopped')
          )}
        </Notice>
      )}
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

import { OctagonX, TriangleAlert, X } from 'lucide-react'
import { ask } from '../api/ask.ts'
import { useMirror } from '../stores/mirror.ts'
import { stationText } from '../text/station.ts'
import { uiText } from '../text/ui.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Notice } from '../ui/Notice.tsx'

/** Why no boards are served, and what else a person should know now. */
export function StationNotices() {
  const status = useMirror((mirror) => mirror.status)
  if (!status) return null
  const { serving, warnings } = status
  return (
    <>
      {serving.kind !== 'serving' && (
        <Notice tone="danger" role="alert" icon={<OctagonX size={22} />}>
          <strong className="block">{stationText.refusedTitle}</strong>
          {serving.kind === 'refused' ? serving.message : stationText.stopped}
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
              label={uiText.dismiss}
              icon={<X size={20} />}
              onPress={() => ask((station) => station.station.dismissWarning({ id }))}
            />
          }
        >
          {message}
        </Notice>
      ))}
    </>
  )
}

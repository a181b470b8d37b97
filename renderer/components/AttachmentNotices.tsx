import { Info } from 'lucide-react'
import { useAttachments } from '../stores/attachments.ts'
import { stationWords } from '../text/station-words.ts'
import { Notice } from '../ui/Notice.tsx'
import { Words } from './RefusalNotice.tsx'

/** What can't be seen on the station's computer, and why. */
export function AttachmentNotices() {
  const notices = useAttachments((attachments) => attachments.notices)
  return notices.map(({ code, message }) => (
    <Notice key={`${code} ${message}`} tone="quiet" icon={<Info size={20} />}>
      <Words of={stationWords(code, message)} />
    </Notice>
  ))
}

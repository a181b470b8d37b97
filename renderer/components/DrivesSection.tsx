import type { Drive } from '../../contract/drive.ts'
import { isOpen } from '../../contract/job.ts'
import { driveBoard } from '../logic/drive-board.ts'
import { useAttachments } from '../stores/attachments.ts'
import { type Mirror, useMirror } from '../stores/mirror.ts'
import { t } from '../text/translate.ts'
import { DriveCard, UnpluggedDriveCard } from './DriveCard.tsx'

/** The cards and drives of the station's computer, and those that were unplugged in the middle of a job; nothing while there is none. */
export function DrivesSection() {
  const drives = useAttachments((attachments) => attachments.drives)
  const unplugged = useMirror((mirror) => unpluggedAtWork(mirror, drives).join(' '))
  const goneIds = unplugged === '' ? [] : unplugged.split(' ')
  const count = drives.length + goneIds.length
  if (count === 0) return null
  return (
    <section aria-labelledby="drives" className="flex flex-col gap-3">
      <div>
        <h2 id="drives" className="text-lg font-bold">
          {t('drives.title')} <span className="text-base font-normal text-ink-soft">{count}</span>
        </h2>
        <p className="text-sm text-ink-soft">{t('drives.lead')}</p>
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(23.5rem,100%),1fr))] gap-4">
        {drives.map((drive) => (
          <DriveCard key={drive.id} drive={drive} />
        ))}
        {goneIds.map((id) => (
          <UnpluggedDriveCard key={id} boardId={id} />
        ))}
      </div>
    </section>
  )
}

function unpluggedAtWork({ boards, newestJobs }: Mirror, drives: readonly Drive[]): string[] {
  const plugged = new Set(drives.map((drive) => driveBoard(boards, drive)?.id))
  return [...boards.values()]
    .filter(({ id, link }) => {
      const job = newestJobs.get(id)
      return link === 'drive' && !plugged.has(id) && job !== undefined && isOpen(job)
    })
    .map(({ id }) => id)
}

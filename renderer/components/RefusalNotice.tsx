import { CircleX } from 'lucide-react'
import type { StationWords } from '../text/station-words.ts'
import { Notice } from '../ui/Notice.tsx'

type RefusalNoticeProps = { readonly reason: string | StationWords | null }

/** Why something was refused, inside a dialog; nothing when it was not. */
export function RefusalNotice({ reason }: RefusalNoticeProps) {
  if (reason === null) return null
  return (
    <Notice tone="danger" role="alert" icon={<CircleX size={20} />}>
      <Words of={reason} />
    </Notice>
  )
}

/** Words of the station: ours first, its own sentence below where it tells more. */
export function Words({ of }: { readonly of: string | StationWords }) {
  if (typeof of === 'string') return of
  return (
    <>
      {of.words}
      {of.detail !== null && (
        <span lang="en" className="mt-1 block text-sm">
          {of.detail}
        </span>
      )}
    </>
  )
}

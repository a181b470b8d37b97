import { History } from 'lucide-react'
import { useMemo, useState } from 'react'
import { JobList } from '../components/JobList.tsx'
import { useMirror } from '../stores/mirror.ts'
import { jobText } from '../text/jobs.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

const pageLength = 50

/** Every job the station remembers, the newest first. */
export function HistoryPage() {
  const jobs = useMirror((mirror) => mirror.jobs)
  const [shown, setShown] = useState(pageLength)
  const newestFirst = useMemo(
    () => [...jobs.values()].sort((one, other) => other.createdAt - one.createdAt),
    [jobs],
  )
  const older = newestFirst.length - shown
  if (newestFirst.length === 0) {
    return (
      <EmptyState icon={<History size={32} />} title={jobText.noneTitle}>
        <p>{jobText.none}</p>
      </EmptyState>
    )
  }
  return (
    <>
      <JobList jobs={newestFirst.slice(0, shown)} />
      {older > 0 && (
        <Button onPress={() => setShown(shown + pageLength)}>
          {jobText.more(Math.min(older, pageLength))}
        </Button>
      )}
    </>
  )
}

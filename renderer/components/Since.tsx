import { useNow } from '../hooks/use-now.ts'
import { formatDuration, formatWhen } from '../logic/format.ts'

type SinceProps = { readonly time: number }

/** How long ago that was; the time of day on hover. */
export function Since({ time }: SinceProps) {
  const now = useNow()
  return (
    <time
      className="whitespace-nowrap"
      dateTime={new Date(time).toISOString()}
      title={formatWhen(time, now)}
    >
      {formatDuration(now - time)}
    </time>
  )
}

/** When that was: time of day, and the date if not today. */
export function When({ time }: SinceProps) {
  const now = useNow()
  return <time dateTime={new Date(time).toISOString()}>{formatWhen(time, now)}</time>
}

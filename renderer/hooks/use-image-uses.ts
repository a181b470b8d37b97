import { useEffect, useMemo, useState } from 'react'
import { station } from '../api/station.ts'
import { historyStamp } from '../logic/job-pages.ts'
import { useConnection } from '../stores/connection.ts'
import { useMirror } from '../stores/mirror.ts'

/** How often an image was deployed, and when last (milliseconds since 1970; null: never). */
export type ImageUse = { readonly deploys: number; readonly lastAt: number | null }

/** The use of each image by its id, as the history tells; asked for anew when a job was armed or has ended. Keep `ids` stable. */
export function useImageUses(ids: readonly string[]): ReadonlyMap<string, ImageUse> {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const jobs = useMirror((mirror) => mirror.jobs)
  const stamp = useMemo(() => historyStamp(jobs), [jobs])
  const [uses, setUses] = useState<ReadonlyMap<string, ImageUse>>(new Map())
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp tells that the answer may be another one
  useEffect(() => {
    if (!live) return
    let wanted = true
    Promise.all(ids.map(askForUse)).then(
      (found) => {
        if (wanted) setUses(new Map(found))
      },
      // The connection broke: the next one asks again, and until then the old numbers stay.
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [ids, stamp, live])
  return uses
}

async function askForUse(imageId: string): Promise<readonly [string, ImageUse]> {
  const { total, jobs } = await station().jobs.search({ imageId, kind: 'deploy', limit: 1 })
  return [imageId, { deploys: total, lastAt: jobs[0]?.createdAt ?? null }]
}

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Job, JobPage, JobSearch } from '../../contract/job.ts'
import { errorMessage } from '../api/error-message.ts'
import { station } from '../api/station.ts'
import {
  type FoundPart,
  historyStamp,
  refreshed,
  withFirstPage,
  withNextPage,
} from '../logic/job-pages.ts'
import { useConnection } from '../stores/connection.ts'
import { useMirror } from '../stores/mirror.ts'

export type Search = Omit<JobSearch, 'before'>

export type FoundJobs = {
  /** Newest first; as far as was asked for. */
  readonly jobs: readonly Job[]
  /** How many there are in all; null until the first answer. */
  readonly total: number | null
  readonly failure: string | null
  /** Asks for the next page; does nothing while one is on its way or when all are there. */
  readonly more: () => void
}

/** What was found, and for which search: an answer to an older one is of no use. */
type Found = {
  readonly search: Search
  readonly part: FoundPart | null
  readonly failure: string | null
}

/** What the history finds, page by page. Its begin is asked for anew when a job was armed or has ended. Keep `search` stable. */
export function useJobSearch(search: Search): FoundJobs {
  const live = useConnection(({ connection }) => connection.kind === 'live')
  const fresh = useMirror((mirror) => mirror.jobs)
  const stamp = useMemo(() => historyStamp(fresh), [fresh])
  const [found, setFound] = useState<Found>({ search, part: null, failure: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp tells that the answer may be another one
  useEffect(() => {
    if (!live) return
    let wanted = true
    askForPage({ ...search, before: null }).then((answer) => {
      if (wanted) setFound((before) => afterFirst(before, search, answer))
    })
    return () => {
      wanted = false
    }
  }, [search, stamp, live])
  const more = useMore(found, setFound)
  const { part, failure } = found
  const jobs = useMemo(() => refreshed(part?.jobs ?? [], fresh), [part, fresh])
  return { jobs, total: part?.total ?? null, failure, more }
}

/** Asks for the page after what was found, one at a time. */
function useMore(found: Found, setFound: (change: (before: Found) => Found) => void): () => void {
  const asking = useRef(false)
  return useCallback(() => {
    const { search, part } = found
    if (asking.current || part === null || part.next === null) return
    asking.current = true
    askForPage({ ...search, before: part.next }).then((answer) => {
      asking.current = false
      setFound((now) => (now.part?.next === part.next ? afterNext(now, search, answer) : now))
    })
  }, [found, setFound])
}

type PageAnswer =
  | { readonly kind: 'page'; readonly page: JobPage }
  | { readonly kind: 'failed'; readonly message: string }

async function askForPage(search: JobSearch): Promise<PageAnswer> {
  try {
    return { kind: 'page', page: await station().jobs.search(search) }
  } catch (error) {
    return { kind: 'failed', message: errorMessage(error) }
  }
}

function afterFirst(before: Found, search: Search, answer: PageAnswer): Found {
  if (answer.kind === 'failed') return { ...before, search, failure: answer.message }
  const known = before.search === search ? before.part : null
  return { search, part: withFirstPage(known, answer.page), failure: null }
}

function afterNext(before: Found, search: Search, answer: PageAnswer): Found {
  if (before.search !== search || before.part === null) return before
  if (answer.kind === 'failed') return { ...before, failure: answer.message }
  return { search, part: withNextPage(before.part, answer.page), failure: null }
}

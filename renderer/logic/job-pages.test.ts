import { expect, test } from 'vitest'
import type { JobPage } from '../../contract/job.ts'
import { historyStamp, refreshed, withFirstPage, withNextPage } from './job-pages.ts'
import { jobIn, progress } from './test-data.ts'

const running = jobIn({ kind: 'running', progress }, { id: 'a', createdAt: 30 })
const done = jobIn({ kind: 'done', finishedAt: 40, verifiedBytes: 1 }, { id: 'a', createdAt: 30 })

/** A page of jobs that were armed at these times and are named by them. */
function pageOf(times: readonly number[], next: number | null, total = 100): JobPage {
  const jobs = times.map((createdAt) =>
    jobIn({ kind: 'cancelled', finishedAt: createdAt }, { id: `${createdAt}`, createdAt }),
  )
  return { jobs, total, next }
}

const known = withNextPage(withFirstPage(null, pageOf([9, 8, 7], 7)), pageOf([6, 5, 4], 4))
const timesOf = ({ jobs }: { jobs: readonly { createdAt: number }[] }) =>
  jobs.map(({ createdAt }) => createdAt)

test('a further page goes on where the known part ended', () => {
  expect([timesOf(known), known.next]).toEqual([[9, 8, 7, 6, 5, 4], 4])
})

test('when new jobs came, the first page is asked for anew and nothing older is lost', () => {
  const after = withFirstPage(known, pageOf([11, 10, 9], 9, 102))
  expect([timesOf(after), after.next, after.total]).toEqual([[11, 10, 9, 8, 7, 6, 5, 4], 4, 102])
})

test('a job that does not fit the search any more goes', () => {
  expect(timesOf(withFirstPage(known, pageOf([9, 7, 6], 6)))).toEqual([9, 7, 6, 5, 4])
})

test('when more came than fit a page, the older ones go, because there would be a gap', () => {
  const after = withFirstPage(known, pageOf([22, 21, 20], 20))
  expect([timesOf(after), after.next]).toEqual([[22, 21, 20], 20])
})

test('a page that ends the search replaces everything', () => {
  expect(timesOf(withFirstPage(known, pageOf([9], null)))).toEqual([9])
})

test('what the station told last about a job is what is shown', () => {
  expect(refreshed([running], new Map([['a', done]]))).toEqual([done])
})

test('a search is worth repeating when a job came or ended, not when one goes on', () => {
  const stamp = (job: typeof running) => historyStamp(new Map([['a', job]]))
  const further = jobIn(
    { kind: 'running', progress: { ...progress, bytesDone: 2 } },
    { id: 'a', createdAt: 30 },
  )
  expect(stamp(further)).toBe(stamp(running))
  expect(stamp(done)).not.toBe(stamp(running))
})

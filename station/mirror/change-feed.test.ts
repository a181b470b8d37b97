import { expect, test } from 'vitest'
import type { StationEvent } from '../../contract/station-event.ts'
import { createChangeFeed } from './change-feed.ts'

const first: StationEvent = { kind: 'boardForgotten', id: 'first' }
const gone = (id: string): StationEvent => ({ kind: 'boardForgotten', id })

test('a follower gets the first event, then changes in the order in which they happened', async () => {
  const feed = createChangeFeed()
  const abort = new AbortController()
  const events = feed.follow(() => first, abort.signal)
  expect((await events.next()).value).toEqual(first)
  feed.publish(gone('a'))
  feed.publish(gone('b'))
  expect((await events.next()).value).toEqual(gone('a'))
  expect((await events.next()).value).toEqual(gone('b'))
  abort.abort()
  expect((await events.next()).done).toBe(true)
})

test('a slow follower gets only the newest of many changes of one thing', async () => {
  const feed = createChangeFeed()
  const abort = new AbortController()
  const events = feed.follow(() => first, abort.signal)
  await events.next()
  for (let count = 0; count < 10_000; count += 1) {
    feed.publish({ kind: 'imageRemoved', id: `image ${count % 3}` })
  }
  const seen: StationEvent[] = []
  for (let count = 0; count < 3; count += 1) {
    const next = await events.next()
    if (next.done !== true) seen.push(next.value)
  }
  expect(new Set(seen.map((event) => JSON.stringify(event))).size).toBe(3)
  abort.abort()
  expect((await events.next()).done).toBe(true)
})

test('a follower of groups gets all changes since the last group at once', async () => {
  const feed = createChangeFeed()
  const abort = new AbortController()
  const groups = feed.followGroups(() => first, abort.signal)
  expect((await groups.next()).value).toEqual([first])
  for (const id of ['a', 'b', 'a']) feed.publish(gone(id))
  expect((await groups.next()).value).toEqual([gone('b'), gone('a')])
  abort.abort()
  expect((await groups.next()).done).toBe(true)
})

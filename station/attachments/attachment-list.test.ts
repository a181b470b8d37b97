import { expect, test } from 'vitest'
import { createAttachmentList } from './attachment-list.ts'

const notice = { code: 'no-usb', message: 'There is no USB here.' }

test('a follower gets all of it at once, then what changed meanwhile in one piece', async () => {
  const list = createAttachmentList()
  const end = new AbortController()
  const follower = list.follow(end.signal)
  expect((await follower.next()).value).toMatchObject({ consoles: [], notices: [] })
  list.put({ notices: [notice] })
  list.put({ notices: [notice, notice] })
  expect((await follower.next()).value).toMatchObject({ consoles: [], notices: [notice, notice] })
  end.abort()
  expect(await follower.next()).toEqual({ done: true, value: undefined })
})

test('a follower that waits ends with its signal', async () => {
  const end = new AbortController()
  const follower = createAttachmentList().follow(end.signal)
  await follower.next()
  const next = follower.next()
  end.abort()
  expect(await next).toEqual({ done: true, value: undefined })
})

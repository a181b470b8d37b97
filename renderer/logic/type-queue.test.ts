import { expect, test } from 'vitest'
import { createTypeQueue } from './type-queue.ts'

test('what is typed while a piece is on its way is sent together after it, in order', async () => {
  const sent: string[] = []
  let arrive = (): void => undefined
  const queue = createTypeQueue((_, text) => {
    sent.push(text)
    return new Promise<void>((resolve) => {
      arrive = resolve
    })
  })
  for (const key of 'hello') queue.push(['p1'], key)
  expect(sent).toEqual(['h'])
  arrive()
  await expect.poll(() => sent).toEqual(['h', 'ello'])
  arrive()
  await new Promise((resolve) => setTimeout(resolve))
  queue.push(['p1'], '!')
  expect(sent).toEqual(['h', 'ello', '!'])
})

test('a line that does not take what is typed holds no other up', () => {
  const sent: string[] = []
  const queue = createTypeQueue((ids, text) => {
    sent.push(`${ids.join()} ${text}`)
    return new Promise(() => undefined)
  })
  queue.push(['p1'], 'a')
  queue.push(['p2'], 'b')
  queue.push(['p1', 'p2'], 'c')
  expect(sent).toEqual(['p1 a', 'p2 b', 'p1,p2 c'])
})

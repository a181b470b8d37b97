import { expect, test } from 'vitest'
import { createBoardEventLog } from './board-events.ts'

test('each wait looks behind the event that the last one gave', async () => {
  const log = createBoardEventLog('a board')
  log.add({ kind: 'discover', attempt: 1 })
  log.add({ kind: 'discover', attempt: 2 })
  expect(await log.waitFor('discover', 100)).toMatchObject({ attempt: 1 })
  expect(await log.waitFor('discover', 100)).toMatchObject({ attempt: 2 })
  const third = log.waitFor('discover', 1000)
  log.add({ kind: 'restarting' })
  log.add({ kind: 'discover', attempt: 3 })
  expect(await third).toMatchObject({ attempt: 3 })
})

test('waits go on in the right place when old events are forgotten', async () => {
  const log = createBoardEventLog('a board')
  for (let attempt = 1; attempt <= 12_000; attempt += 1) log.add({ kind: 'discover', attempt })
  expect(log.history()).toHaveLength(5000)
  expect(await log.waitFor('discover', 100)).toMatchObject({ attempt: 7001 })
  log.add({ kind: 'booted-local' })
  await log.waitFor('booted-local', 100)
  await expect(log.waitFor('discover', 20)).rejects.toThrow("a board: no 'discover' within 20 ms")
})

import { expect, test } from 'vitest'
import { situationOf, situationSince } from './board-situation.ts'
import { boardAt, jobIn, progress } from './test-data.ts'

test('a board without a job is what its boot stage says', () => {
  expect(situationOf(boardAt({ kind: 'boot-files', since: 1, fileName: 'start4.elf' }), null)).toBe(
    'booting',
  )
  expect(situationOf(boardAt({ kind: 'waiting-for-approval', since: 1 }), null)).toBe(
    'needs-approval',
  )
  expect(situationOf(boardAt({ kind: 'ready', since: 1 }), null)).toBe('ready')
})

test('an open job tells more than the boot stage', () => {
  const silent = boardAt({ kind: 'silent', since: 50 })
  expect(situationOf(silent, jobIn({ kind: 'running', progress }))).toBe('working')
  expect(situationOf(silent, jobIn({ kind: 'interrupted', since: 40, progress }))).toBe(
    'interrupted',
  )
})

test('a finished job holds until the board boots again', () => {
  const done = jobIn({ kind: 'done', finishedAt: 100, verifiedBytes: 1 })
  expect(situationOf(boardAt({ kind: 'ready', since: 50 }), done)).toBe('done')
  expect(situationOf(boardAt({ kind: 'power', since: 150 }), done)).toBe('booting')
  expect(situationOf(boardAt({ kind: 'ready', since: 160 }), done)).toBe('ready')
})

test('a deployed board that runs its own system or was unplugged stays done', () => {
  const done = jobIn({ kind: 'done', finishedAt: 100, verifiedBytes: 1 })
  expect(situationOf(boardAt({ kind: 'local', since: 150 }), done)).toBe('done')
  expect(situationOf(boardAt({ kind: 'silent', since: 150 }), done)).toBe('done')
})

test('a board that goes no further is stuck, unless its job tells more', () => {
  const stuck = { code: 'file-missing' as const, since: 2, facts: {}, evidence: [] }
  const board = boardAt({ kind: 'boot-files', since: 1, fileName: 'start4.elf' }, { stuck })
  expect(situationOf(board, null)).toBe('stuck')
  expect(situationOf(board, jobIn({ kind: 'armed' }))).toBe('stuck')
  expect(situationOf(board, jobIn({ kind: 'running', progress }))).toBe('working')
})

test('a stuck board that tries again is stuck since its first try', () => {
  const stuck = { code: 'file-missing' as const, since: 2, facts: {}, evidence: [] }
  const board = boardAt({ kind: 'address', since: 90 }, { stuck })
  expect(situationSince(board, null)).toBe(2)
  expect(situationSince({ ...board, stuck: null }, null)).toBe(90)
})

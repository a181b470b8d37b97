import { expect, test } from 'vitest'
import { type BoardAction, type BoardContext, reasonAgainst } from './board-actions.ts'
import { boardAt, jobIn, progress } from './test-data.ts'

const actions: readonly BoardAction[] = [
  'approve',
  'deploy',
  'backup',
  'cancel',
  'retry',
  'identify',
  'reboot',
  'setNetboot',
  'forget',
]

function allowed(context: Partial<BoardContext> & Pick<BoardContext, 'board'>): string {
  return actions
    .filter((action) => reasonAgainst(action, { job: null, imageCount: 1, ...context }) === null)
    .join(' ')
}

test('a ready board can be deployed to, backed up, identified, rebooted', () => {
  expect(allowed({ board: boardAt({ kind: 'ready', since: 1 }) })).toBe(
    'deploy backup identify reboot setNetboot',
  )
})

test('while a job is open a board can only be identified and the job cancelled', () => {
  const board = boardAt({ kind: 'ready', since: 1 })
  expect(allowed({ board, job: jobIn({ kind: 'running', progress }) })).toBe('cancel identify')
  expect(allowed({ board, job: jobIn({ kind: 'cancelling', progress }) })).toBe('identify')
})

test('a failed job can be tried again', () => {
  const job = jobIn({ kind: 'failed', finishedAt: 1, code: 'x', message: 'x' })
  expect(allowed({ board: boardAt({ kind: 'ready', since: 1 }), job })).toContain('retry')
})

test('a board that waits for approval can be approved and nothing be written to it', () => {
  expect(allowed({ board: boardAt({ kind: 'waiting-for-approval', since: 1 }) })).toBe(
    'approve setNetboot',
  )
})

test('nothing is deployed to storage that is not known', () => {
  expect(allowed({ board: boardAt({ kind: 'address', since: 1 }, { storages: [] }) })).toBe(
    'setNetboot',
  )
})

test('only a board that is away can be forgotten', () => {
  expect(allowed({ board: boardAt({ kind: 'silent', since: 1 }) })).toContain('forget')
})

test('without an image there is a reason that leads to the import', () => {
  const reason = reasonAgainst('deploy', {
    board: boardAt({ kind: 'ready', since: 1 }),
    job: null,
    imageCount: 0,
  })
  expect(reason).toContain('Images page')
})

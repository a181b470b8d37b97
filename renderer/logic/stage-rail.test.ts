import { expect, test } from 'vitest'
import { railOf } from './stage-rail.ts'
import { boardAt, jobIn, progress } from './test-data.ts'

function told(...arguments_: Parameters<typeof railOf>): string {
  return railOf(...arguments_)
    .map(({ name, state }) => `${name}:${state}`)
    .join(' ')
}

test('a board that reads boot files has passed power and address', () => {
  expect(told(boardAt({ kind: 'boot-files', since: 1, fileName: 'start4.elf' }), null)).toBe(
    'power:passed address:passed boot-files:current agent:ahead ready:ahead writing:ahead verifying:ahead done:ahead',
  )
})

test('over a USB cable boot files come before the network', () => {
  const board = boardAt({ kind: 'boot-files', since: 1, fileName: 'initrd.img' }, { link: 'usb' })
  expect(told(board, null)).toContain('power:passed boot-files:current address:ahead agent:ahead')
})

test('a board that nothing was heard of is nowhere', () => {
  expect(told(boardAt({ kind: 'silent', since: 1 }), null)).not.toContain('passed')
})

test('a backup has reading and sealing instead of writing and verifying', () => {
  const job = jobIn(
    { kind: 'running', progress: { ...progress, phase: 'uploading' } },
    { kind: 'backup' },
  )
  expect(told(boardAt({ kind: 'ready', since: 1 }), job)).toBe(
    'power:passed address:passed boot-files:passed agent:passed ready:passed reading:current sealing:ahead done:ahead',
  )
})

test('a job that was interrupted waits where it was', () => {
  const job = jobIn({
    kind: 'interrupted',
    since: 1,
    progress: { ...progress, phase: 'verifying' },
  })
  expect(told(boardAt({ kind: 'silent', since: 2 }), job)).toContain(
    'writing:passed verifying:waiting',
  )
})

test('an agent that waits for approval runs, and asks for no work yet', () => {
  expect(told(boardAt({ kind: 'waiting-for-approval', since: 1 }), null)).toContain(
    'boot-files:passed agent:waiting ready:ahead',
  )
})

test('a stuck board that tries again keeps its mark where it stopped', () => {
  const stuck = { code: 'file-missing' as const, since: 2, facts: {}, evidence: [] }
  for (const stage of ['power', 'address', 'silent'] as const)
    expect(told(boardAt({ kind: stage, since: 1 }, { stuck }), null)).toContain(
      'boot-files:stopped',
    )
})

test('a stuck board stands where it stopped', () => {
  const stuck = { code: 'no-boot-files-asked' as const, since: 2, facts: {}, evidence: [] }
  expect(told(boardAt({ kind: 'address', since: 1 }, { stuck }), null)).toContain(
    'power:passed address:stopped boot-files:ahead',
  )
})

test('only a job that is done reaches the last step', () => {
  const board = boardAt({ kind: 'ready', since: 1 })
  expect(told(board, jobIn({ kind: 'done', finishedAt: 5, verifiedBytes: 1 }))).toContain(
    'done:passed',
  )
  expect(
    told(board, jobIn({ kind: 'running', progress: { ...progress, phase: 'finishing' } })),
  ).toContain('done:ahead')
  expect(told(board, jobIn({ kind: 'failed', finishedAt: 5, code: 'x', message: 'x' }))).toContain(
    'writing:stopped',
  )
})

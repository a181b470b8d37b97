import { expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { Job } from '../../contract/job.ts'
import { byReason, planGroup, planStorageGroup, signatureOf, storageKindsOf } from './group-plan.ts'
import { boardAt, imageNamed, jobIn, progress } from './test-data.ts'

const reasons = { none: () => 'none of this kind', several: () => 'several of this kind' }
const card = {
  path: '/dev/mmcblk1',
  kind: 'sd',
  sizeBytes: 32_000_000_000,
  name: '',
  cid: '',
  removable: true,
} as const

function member(id: string, changes: Partial<Board> = {}, job: Job | null = null) {
  return { board: boardAt({ kind: 'ready', since: 1 }, { id, ...changes }), job, imageCount: 1 }
}

test('boards that are not allowed are left out, each with its reason', () => {
  const busy = member('busy', {}, jobIn({ kind: 'running', progress }))
  const plan = planGroup('reboot', [member('a'), busy, member('b')])
  expect(plan.targets.map(({ board }) => board.id)).toEqual(['a', 'b'])
  expect([...byReason(plan.leftOut).values()].flat().map(({ id }) => id)).toEqual(['busy'])
})

test('a group deploys to the only storage of the kind, and to nothing that must be guessed', () => {
  const [emmc] = member('x').board.storages
  const plan = planStorageGroup(
    'deploy',
    [
      member('good'),
      member('card-only', { storages: [card] }),
      member('two', { storages: emmc ? [emmc, { ...emmc, path: '/dev/mmcblk9' }] : [] }),
    ],
    'emmc',
    imageNamed('Lite'),
    reasons,
  )
  expect(plan.targets.map(({ board, storage }) => [board.id, storage?.path])).toEqual([
    ['good', '/dev/mmcblk0'],
  ])
  expect(plan.leftOut.map(({ reason }) => reason)).toEqual([
    'none of this kind',
    'several of this kind',
  ])
})

test('a board whose storage is too small for the image is left out', () => {
  const image = imageNamed('Full', { rawSize: 16_000_000_000 })
  const plan = planStorageGroup('deploy', [member('small')], 'emmc', image, reasons)
  expect(plan.targets).toEqual([])
  expect(plan.leftOut[0]?.reason).toContain('16 GB')
})

test('another storage, size or board is another confirmation', () => {
  const plan = (...ids: readonly string[]) =>
    planStorageGroup(
      'deploy',
      ids.map((id) => member(id)),
      'emmc',
      imageNamed('Lite'),
      reasons,
    )
  expect(signatureOf(plan('a', 'b'))).toBe(signatureOf(plan('a', 'b')))
  expect(signatureOf(plan('a'))).not.toBe(signatureOf(plan('a', 'b')))
  expect(signatureOf(plan('a', 'c'))).not.toBe(signatureOf(plan('a', 'b')))
})

test('the kind of storage that most boards have comes first', () => {
  const boards = [member('a'), member('b'), member('c', { storages: [card] })]
  expect(storageKindsOf(boards.map(({ board }) => board))).toEqual(['emmc', 'sd'])
})

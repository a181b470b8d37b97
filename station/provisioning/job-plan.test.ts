import { expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { newBoard } from '../boards/merge-sighting.ts'
import { type DeployWish, planJob, targetProblem } from './job-plan.ts'

const storage = {
  path: '/dev/mmcblk0',
  kind: 'emmc',
  sizeBytes: 1000,
  name: '',
  cid: 'c1',
  removable: false,
} as const
const board: Board = { ...newBoard('dc:a6:32:00:00:01', 0), storages: [storage] }
const image: Image = {
  id: '0'.repeat(32),
  name: 'golden',
  rawSize: 1000,
  definedBytes: 1000,
  dataBytes: 1000,
  framesSize: 1,
  chunkCount: 1,
  partitionTable: null,
  operatingSystem: null,
  source: { kind: 'import', fileName: 'golden.img', compressedSha256: '', url: null },
  sealedAt: '2026-01-01T00:00:00Z',
}
const wish = {
  kind: 'deploy' as const,
  image,
  targetPath: '/dev/mmcblk0',
  targetSizeBytes: 1000,
} satisfies DeployWish

function plan(change: Partial<DeployWish>, on = board) {
  return planJob(on, { ...wish, ...change }, undefined, 'job', 5)
}

test('a confirmed wish becomes an armed job for exactly that storage', () => {
  expect(plan({})).toMatchObject({
    kind: 'deploy',
    imageId: image.id,
    target: { path: '/dev/mmcblk0', sizeBytes: 1000, cid: 'c1' },
    state: { kind: 'armed' },
  })
})

test('an image that is larger than the storage is refused before anything is erased', () => {
  expect(plan({ image: { ...image, rawSize: 1001 } })).toMatchObject({
    kind: 'refused',
    code: 'storage-too-small',
  })
})

test('a storage of another size than was confirmed is refused', () => {
  expect(plan({ targetSizeBytes: 999 })).toMatchObject({ kind: 'refused', code: 'storage-changed' })
})

test('a storage that the board does not have is refused, and so is a board that never told', () => {
  expect(plan({ targetPath: '/dev/sda' })).toMatchObject({
    kind: 'refused',
    code: 'storage-missing',
  })
  expect(plan({}, { ...board, storages: [] })).toMatchObject({
    kind: 'refused',
    code: 'storage-unknown',
  })
})

test('a board has at most one open job', () => {
  const open = plan({})
  if (open.kind === 'refused') throw new Error(open.message)
  expect(planJob(board, wish, open, 'next', 6)).toMatchObject({ kind: 'refused', code: 'job-open' })
})

test('a card that was swapped after the confirmation is found out before the job is handed to the board', () => {
  const job = plan({})
  if (job.kind === 'refused') throw new Error(job.message)
  expect(targetProblem(job, board)).toBeNull()
  expect(targetProblem(job, { ...board, storages: [{ ...storage, cid: 'c2' }] })).toMatchObject({
    code: 'storage-changed',
  })
  expect(
    targetProblem(job, { ...board, storages: [{ ...storage, sizeBytes: 2000 }] }),
  ).toMatchObject({ code: 'storage-changed' })
  expect(targetProblem(job, { ...board, storages: [] })).toMatchObject({ code: 'storage-missing' })
})

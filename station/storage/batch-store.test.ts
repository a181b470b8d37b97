import { expect, test } from 'vitest'
import { newBatch } from '../batch/batch-state.ts'
import { openBatchStore } from './batch-store.ts'
import { openDatabase } from './database.ts'

const wish = { imageId: 'image', count: 2, storageKind: 'emmc' } as const
const batch = (id: string, startedAt: number) => newBatch(wish, 'golden', id, startedAt)

function fresh() {
  return openBatchStore(openDatabase(':memory:'), () => undefined)
}

test('the newest batch is there after a restart, until it is dismissed', () => {
  const store = fresh()
  expect(store.load()).toBeNull()
  store.save(batch('a', 1))
  store.save({ ...batch('b', 2), jobIds: ['j'] })
  expect(store.load()).toEqual({ ...batch('b', 2), jobIds: ['j'] })
  store.dismiss('b')
  expect(store.load()).toBeNull()
})

test('a late write of an older batch does not take the place of a newer one', () => {
  const store = fresh()
  store.save(batch('new', 2))
  store.save(batch('old', 1))
  expect(store.load()?.id).toBe('new')
})

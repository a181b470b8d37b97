import { expect, test } from 'vitest'
import { readFreeSpace } from './free-space.ts'

test('the free space of a folder is read', async () => {
  const space = await readFreeSpace(import.meta.dirname)
  expect(space.kind === 'ok' && space.freeBytes > 0 && space.freeBytes <= space.totalBytes).toBe(
    true,
  )
})

test('a folder that is not there gives a sentence', async () => {
  expect(await readFreeSpace('/bootbench/not/there')).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('/bootbench/not/there'),
  })
})

import { expect, test } from 'vitest'
import { indexTar } from './tar-index.ts'
import { tarOf } from './test-tar.ts'

async function membersOf(archive: Buffer): Promise<Map<string, string>> {
  const reader = {
    read: async (target: Buffer, at: number, length: number, position: number) => ({
      bytesRead: archive.copy(target, at, position, position + length),
      buffer: target,
    }),
  }
  const members = await indexTar(reader as Parameters<typeof indexTar>[0], archive.length)
  return new Map(
    [...members].map(([name, { offset, size }]) => [
      name,
      archive.subarray(offset, offset + size).toString('latin1'),
    ]),
  )
}

test('every file of an archive is found with its bytes', async () => {
  const archive = tarOf({
    '2711/bootcode4.bin': 'four',
    './2712/bootmain': 'x'.repeat(1_300),
    a: '',
  })
  expect(await membersOf(archive)).toEqual(
    new Map([
      ['2711/bootcode4.bin', 'four'],
      ['2712/bootmain', 'x'.repeat(1_300)],
      ['a', ''],
    ]),
  )
})

test('a damaged header ends the list', async () => {
  const archive = tarOf({ one: '1', two: '2' })
  archive[1024 + 3] = 0x7a
  expect([...(await membersOf(archive)).keys()]).toEqual(['one'])
})

test('a file that would reach beyond the archive is not there', async () => {
  const archive = tarOf({ one: 'x'.repeat(5_000) })
  expect((await membersOf(archive.subarray(0, 2_048))).size).toBe(0)
})

test('what is no archive has no files', async () => {
  expect((await membersOf(Buffer.alloc(10_240, 0xff))).size).toBe(0)
  expect((await membersOf(Buffer.alloc(100))).size).toBe(0)
  expect((await membersOf(Buffer.alloc(0))).size).toBe(0)
})

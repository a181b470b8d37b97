import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileAtomically } from './write-file-atomically.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootbench-write-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a file is written, replaced, and nothing else is left in the folder', async () => {
  const path = join(folder, 'leases.json')
  await writeFileAtomically(path, 'old')
  await writeFileAtomically(path, Buffer.from('new'), 0o600)
  expect(await readFile(path, 'utf8')).toBe('new')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['leases.json'])
})

test('writers at the same time leave one whole content', async () => {
  const path = join(folder, 'leases.json')
  const contents = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(10_000))
  await Promise.all(contents.map((content) => writeFileAtomically(path, content)))
  expect(contents).toContain(await readFile(path, 'utf8'))
  expect(await readdir(folder)).toHaveLength(1)
})

test('when the rename fails the temporary file is gone and the error is told', async () => {
  const path = join(folder, 'taken')
  await mkdir(join(path, 'by-a-folder'), { recursive: true })
  await expect(writeFileAtomically(path, 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(await readdir(folder)).toEqual(['taken'])
})

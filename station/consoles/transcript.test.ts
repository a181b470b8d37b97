import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createTranscript } from './transcript.ts'

const folder = mkdtempSync(join(tmpdir(), 'bootbench-transcript-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function transcriptIn(name: string, largestFile = 1_000_000, log = (_: string) => undefined) {
  return createTranscript({ folder: join(folder, name), largestFile, files: 3, log })
}

test('lines are kept with their time, and found in any case, newest first', async () => {
  const transcript = transcriptIn('found')
  transcript.add([
    { at: 1_000, text: 'Kernel PANIC\there' },
    { at: 2_000, text: 'fine' },
  ])
  transcript.add([{ at: 3_000, text: 'another panic' }])
  expect(await transcript.search('panic', 10)).toEqual([
    { at: 3_000, text: 'another panic' },
    { at: 1_000, text: 'Kernel PANIC\there' },
  ])
  expect(await transcript.search('panic', 1)).toHaveLength(1)
  expect(await transcript.text()).toMatch(/^1970-01-01T00:00:01\.000Z\tKernel PANIC\there\n1970/)
})

test('another start of the station goes on in the same file, whatever a power cut has left', async () => {
  const before = transcriptIn('again')
  before.add([{ at: 1_000, text: 'before' }])
  await before.flush()
  writeFileSync(join(folder, 'again/transcript.txt'), '1970-01-01T00', { flag: 'a' })
  const after = transcriptIn('again')
  after.add([{ at: 2_000, text: 'after' }])
  expect(await after.search('before', 10)).toEqual([{ at: 1_000, text: 'before' }])
})

test('files are put aside when they are full, and the oldest goes', async () => {
  const transcript = transcriptIn('full', 1_000)
  for (let line = 0; line < 200; line += 1) {
    transcript.add([{ at: line, text: `line ${line}` }])
    await transcript.flush()
  }
  const files = readdirSync(join(folder, 'full'))
  expect(files.length).toBeLessThanOrEqual(3)
  for (const file of files) {
    expect(statSync(join(folder, 'full', file)).size).toBeLessThan(1_100)
  }
  const found = await transcript.search('line', 1_000)
  expect(found[0]?.text).toBe('line 199')
  expect(found.map(({ at }) => at)).toEqual(found.map((_, index) => 199 - index))
})

test('what can’t be written is told once, and nothing else breaks', async () => {
  writeFileSync(join(folder, 'file'), '')
  const told: string[] = []
  const transcript = createTranscript({
    folder: join(folder, 'file/inside'),
    largestFile: 1_000,
    files: 3,
    log: (message) => told.push(message),
  })
  for (let line = 0; line < 3; line += 1) {
    transcript.add([{ at: line, text: 'lost' }])
    await transcript.flush()
  }
  expect(told).toHaveLength(1)
  expect(transcript.waiting()).toBe(0)
})

import { afterEach, expect, test } from 'vitest'
import type { JobState } from '../../contract/job.ts'
import type { Status } from '../../contract/station-event.ts'
import { boardAt, jobIn, progress } from '../logic/test-data.ts'
import { setLanguage } from '../text/translate.ts'
import { certificateSheet, labelSheet } from './certificate-sheet.ts'

const status: Status = {
  version: '0.1.0',
  startedAt: 0,
  serving: { kind: 'stopped' },
  warnings: [],
  batch: null,
  simulated: false,
}
const board = boardAt({ kind: 'ready', since: 1 })

function sheetOf(state: JobState, kind: 'deploy' | 'backup' = 'deploy') {
  return certificateSheet({ job: jobIn(state, { kind }), board, status, now: 1_700_000_000_000 })
}

const states: readonly JobState[] = [
  { kind: 'armed' },
  { kind: 'running', progress },
  { kind: 'interrupted', since: 1, progress },
  { kind: 'cancelling', progress },
  { kind: 'unverified', finishedAt: 1, sentBytes: 10 },
  { kind: 'failed', finishedAt: 1, code: 'x', message: 'The storage was gone.' },
  { kind: 'cancelled', finishedAt: 1 },
]

afterEach(() => setLanguage('en'))

test('only a job that is done says that it was verified', () => {
  const done = sheetOf({ kind: 'done', finishedAt: 30_000, verifiedBytes: 1_234_567 })
  expect([done.result, done.verified, done.title]).toEqual(['Verified', true, 'Deploy certificate'])
  for (const state of states) {
    const sheet = sheetOf(state)
    expect(sheet.verified).toBe(false)
    expect(sheet.result).not.toBe('Verified')
    expect(sheet.title).toBe('Deploy record')
    expect(sheet.code).not.toContain('=verified')
    expect(JSON.stringify(sheet.groups)).not.toContain('Bytes verified')
  }
})

test('bytes and identity are told exactly', () => {
  const { groups } = sheetOf({ kind: 'done', finishedAt: 30_000, verifiedBytes: 1_234_567 })
  const facts = Object.fromEntries(
    groups.flatMap(({ facts }) => facts.map(({ term, value }) => [term, value])),
  )
  expect(facts).toMatchObject({
    'Serial number': '10000000a1b2c3d4',
    'MAC addresses': 'dc:a6:32:01:02:03',
    'Image id': 'image-1',
    'Bytes verified': '1,234,567 bytes (1.2 MB)',
  })
})

test('a failed job says why, and a simulated bench says that it is one', () => {
  expect(
    sheetOf({ kind: 'failed', finishedAt: 1, code: 'x', message: 'It broke.' }).explanation,
  ).toBe('The job failed. It broke.')
  const job = jobIn({ kind: 'armed' })
  const sheet = certificateSheet({ job, board, status: { ...status, simulated: true }, now: 0 })
  expect(sheet.station).toContain('simulated boards')
})

test('a certificate speaks the language of the person', () => {
  setLanguage('de')
  const sheet = sheetOf({ kind: 'done', finishedAt: 30_000, verifiedBytes: 1_234_567 }, 'backup')
  expect([sheet.language, sheet.result, sheet.title]).toEqual([
    'de',
    'Geprüft',
    'Bescheinigung über die Sicherung',
  ])
  expect(JSON.stringify(sheet.groups)).toContain('1.234.567 Bytes')
  expect(sheet.code).toContain('result=verified')
})

test('a label carries the serial number for scanners, and how the job ended', () => {
  const job = jobIn({ kind: 'done', finishedAt: 1_700_000_000_000, verifiedBytes: 1 })
  const label = labelSheet({ ...board, label: 'gate 1' }, job, 0)
  expect(label.code).toBe('10000000a1b2c3d4')
  expect(label.lines.map(({ text }) => text)).toEqual([
    'S/N 10000000a1b2c3d4',
    'Raspberry Pi Compute Module 4 Rev 1.1',
    'dc:a6:32:01:02:03',
    'Lite',
    expect.stringMatching(/^Verified, 2023-11-1\d /),
  ])
})

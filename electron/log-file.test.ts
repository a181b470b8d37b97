import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFile } from './log-file.ts'

const newFolder = (): string => join(mkdtempSync(join(tmpdir(), 'bootbench-log-')), 'logs')
const options = { maxBytes: 1_000, keep: 3, now: () => 0 }

test('a log is cut into files, and the oldest go', () => {
  const folder = newFolder()
  const log = openLogFile({ folder, ...options })
  for (let number = 0; number < 200; number += 1) log.write(`line ${number}`)
  expect(log.paths().map((path) => basename(path))).toEqual([
    'bootbench.log',
    'bootbench.1.log',
    'bootbench.2.log',
  ])
  for (const path of log.paths()) expect(statSync(path).size).toBeLessThanOrEqual(1_000)
  const [newest = ''] = log.paths()
  expect(readFileSync(newest, 'utf8')).toContain('1970-01-01T00:00:00.000Z line 199\n')
  if (process.platform !== 'win32') expect(statSync(newest).mode & 0o077).toBe(0)
})

test('a log goes on where the last run ended', () => {
  const folder = newFolder()
  openLogFile({ folder, ...options }).write('first run')
  const log = openLogFile({ folder, ...options })
  log.write('second run')
  const text = readFileSync(log.paths()[0] ?? '', 'utf8')
  expect(text.split('\n').map((line) => line.slice(25))).toEqual(['first run', 'second run', ''])
})

test('a log that can not be written does not end the app', () => {
  const folder = newFolder()
  const log = openLogFile({ folder, ...options })
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  log.write('lost')
  expect(log.paths()).toEqual([])
})

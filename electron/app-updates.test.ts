import { EventEmitter } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { createAppUpdates, type UpdateSource } from './app-updates.ts'
import { english } from './words/english.ts'

const offered = { version: '2.0.0' }

/** A feed that has a newer version. */
function feed() {
  const calls: string[] = []
  const source = Object.assign(new EventEmitter(), {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    checkForUpdates: async () => calls.push('check'),
    downloadUpdate: async () => calls.push('download'),
    quitAndInstall: () => calls.push('install'),
  })
  const updates = createAppUpdates({
    source: source as unknown as UpdateSource,
    words: english,
    log: () => undefined,
  })
  return { calls, source, updates }
}

afterEach(() => vi.useRealTimers())

test('without a feed there are no updates, and the reason is told', () => {
  const updates = createAppUpdates({ source: null, words: english, log: () => undefined })
  updates.start()
  updates.install()
  expect(updates.state()).toEqual({ kind: 'off', why: english.updateOff })
})

test('nothing is downloaded or installed by the library itself', () => {
  const { source } = feed()
  expect([source.autoDownload, source.autoInstallOnAppQuit]).toEqual([false, false])
})

test('an update that is found is downloaded and then offered', () => {
  const { calls, source, updates } = feed()
  source.emit('update-available', offered)
  expect(updates.state()).toEqual({ kind: 'loading', version: '2.0.0' })
  source.emit('update-downloaded', offered)
  expect(updates.state()).toEqual({ kind: 'ready', version: '2.0.0' })
  updates.install()
  expect(calls).toEqual(['download', 'install'])
})

test('an update that is found while jobs run waits for their end', () => {
  const { calls, source, updates } = feed()
  updates.jobsRun(true)
  source.emit('update-available', offered)
  expect(calls).toEqual([])
  updates.jobsRun(false)
  expect(calls).toEqual(['download'])
})

test('nobody looks for updates while jobs run', () => {
  vi.useFakeTimers()
  const { calls, updates } = feed()
  updates.start()
  updates.jobsRun(true)
  vi.advanceTimersByTime(24 * 60 * 60 * 1000)
  expect(calls).toEqual(['check'])
  updates.jobsRun(false)
  vi.advanceTimersByTime(6 * 60 * 60 * 1000)
  expect(calls).toEqual(['check', 'check'])
  updates.stop()
})

test('a feed that can not be read is told, and does not end the app', () => {
  const { source, updates } = feed()
  source.emit('error', new Error('net::ERR_NAME_NOT_RESOLVED'))
  expect(updates.state()).toEqual({ kind: 'failed', message: english.tryAgainLater })
})

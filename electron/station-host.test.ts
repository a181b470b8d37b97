import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextAttempt, restartDelay } from './restart-backoff.ts'
import { createStationHost } from './station-host.ts'
import type { ToStation } from './station-messages.ts'

/** A process that does what the test says. */
class ProcessDouble extends EventEmitter {
  readonly told: ToStation[] = []
  readonly stdout = null
  readonly stderr = null
  wasKilled = false
  postMessage(message: ToStation): void {
    this.told.push(message)
  }
  kill(): void {
    this.wasKilled = true
    this.emit('exit', 137)
  }
}

function createHost() {
  const processes: ProcessDouble[] = []
  const recovered: number[] = []
  const log: string[] = []
  const stuck: string[] = []
  const electron = {
    utilityProcess: {
      fork: () => {
        processes.push(new ProcessDouble())
        return processes.at(-1)
      },
    },
    MessageChannelMain: class {
      readonly port1 = 'ours'
      readonly port2 = 'theirs'
    },
  }
  const host = createStationHost({
    electron: electron as unknown as Parameters<typeof createStationHost>[0]['electron'],
    modulePath: 'station-process.js',
    start: {
      dataFolder: '',
      bootFolder: '',
      version: '',
      brokerPath: '',
      moverPath: '',
      clientPath: '',
      rulesFolder: '',
    },
    onRecovered: () => recovered.push(processes.length),
    onStuck: (why) => stuck.push(why),
    log: (message) => log.push(message),
    now: Date.now,
  })
  return { host, processes, recovered, stuck, log }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('a station that ends is started again, ever later while it falls at once', () => {
  const { host, processes, stuck, log } = createHost()
  host.start()
  for (const delay of [500, 1000, 2000, 4000]) {
    processes.at(-1)?.emit('message', { kind: 'failed', message: 'the disk is full' })
    processes.at(-1)?.emit('exit', 1)
    expect(log.at(-1)).toContain(`the disk is full); it is started again in ${delay} ms`)
    const before = processes.length
    vi.advanceTimersByTime(delay - 1)
    expect(processes).toHaveLength(before)
    vi.advanceTimersByTime(1)
    expect(processes).toHaveLength(before + 1)
  }
  expect(stuck).toEqual(['the disk is full'])
})

test('one that ran for a while begins a new series, and the wait has an end', () => {
  expect(nextAttempt(7, 59_999)).toBe(8)
  expect(nextAttempt(7, 60_000)).toBe(1)
  expect(restartDelay(100)).toBe(30_000)
})

test('whoever asks for a channel while the station is down gets one to the next', async () => {
  const { host, processes, recovered } = createHost()
  host.start()
  const asked = host.openPort()
  processes[0]?.emit('exit', 1)
  const askedLater = host.openPort()
  vi.advanceTimersByTime(500)
  processes[1]?.emit('message', { kind: 'ready' })
  expect(await Promise.all([asked, askedLater])).toEqual(['theirs', 'theirs'])
  expect(processes[1]?.told.map(({ kind }) => kind)).toEqual(['start', 'connect', 'connect'])
  expect(recovered).toEqual([2])
})

test('a station that is stopped is not started again, and is killed when it does not end', async () => {
  const { host, processes } = createHost()
  host.start()
  processes[0]?.emit('message', { kind: 'ready' })
  const stopped = host.stop()
  expect(processes[0]?.told.at(-1)).toEqual({ kind: 'stop' })
  vi.advanceTimersByTime(15_000)
  await stopped
  expect(processes[0]?.wasKilled).toBe(true)
  vi.advanceTimersByTime(60_000)
  expect(processes).toHaveLength(1)
})

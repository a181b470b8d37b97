import { afterEach, expect, test } from 'vitest'
import type { WatchEvent } from '../platform/broker-watch.ts'
import { type BenchWatch, startBenchWatch } from './bench-watch.ts'
import type { ForeignDhcpSearch } from './foreign-dhcp-search.ts'

// The broker's events are made here; test/station/network.test.ts has the real ones.

/** A configuration BPDU of a Linux bridge (STP), forward delay 15 s: captured from `ip link add br0 type bridge stp_state 1`. */
const stp =
  '0180c2000000' +
  'aabbcc000001' +
  '0026' +
  '424203' +
  '0000000000' +
  '8000aabbcc000001' +
  '00000000' +
  '8000aabbcc000001' +
  '8001' +
  '0000' +
  '1400' +
  '0200' +
  '0f00'

let watch: BenchWatch | null = null
let now = 1_000
afterEach(async () => {
  now = 1_000
  await watch?.stop()
})

async function start(search: (() => Promise<ForeignDhcpSearch>) | null, intervalMs = 60_000) {
  const told: string[] = []
  let tell: (event: WatchEvent) => void = () => undefined
  const started = await startBenchWatch({
    listen: async (onEvent) => {
      tell = onEvent
      const over = Promise.withResolvers<{ kind: 'stopped' }>()
      const stop = async () => over.resolve({ kind: 'stopped' })
      return { kind: 'watching', stop, ended: over.promise }
    },
    search,
    intervalMs,
    clock: () => now,
    listeners: {
      onForeignServer: (server) => told.push(`foreign ${server}`),
      onSpanningTree: (tree) => told.push(`tree ${tree.forwardDelaySeconds}`),
      onBpdu: ({ summary }) => told.push(summary),
      onEnd: ({ code }) => told.push(`end ${code}`),
      log: (message) => told.push(message),
    },
  })
  if (started.kind === 'refused') throw new Error(started.message)
  watch = started
  return { told, tell: (event: WatchEvent) => tell(event), watch: started }
}

const link = (up: boolean): WatchEvent => ({ kind: 'link', up, at: 1_000 })

test('a new link is searched, the link that was there at the start is not', async () => {
  let searches = 0
  const bench = await start(async () => {
    searches += 1
    return { kind: 'answered', serverAddress: '10.0.0.1' }
  })
  bench.tell(link(true))
  bench.tell(link(true))
  expect(searches).toBe(0)
  bench.tell(link(false))
  bench.tell(link(true))
  await expect.poll(() => bench.told).toEqual(['foreign 10.0.0.1'])
  expect(bench.watch.knowledge().lastSearch).toEqual({ at: 1_000, foundServer: '10.0.0.1' })
})

test('the search is made again after each interval, one at a time', async () => {
  let running = 0
  let most = 0
  let searches = 0
  const bench = await start(async () => {
    searches += 1
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return { kind: 'silent' }
  }, 1)
  await expect.poll(() => searches).toBeGreaterThan(3)
  expect(most).toBe(1)
  expect(bench.watch.knowledge().lastSearch).toEqual({ at: 1_000, foundServer: null })
})

test('where another server is expected, none is searched', async () => {
  const bench = await start(null, 1)
  bench.tell(link(false))
  bench.tell(link(true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(bench.watch.knowledge().lastSearch).toBeNull()
})

test('the switch is heard at each packet and told once', async () => {
  const bench = await start(null)
  const bpdu: WatchEvent = { kind: 'bpdu', frame: Buffer.from(stp, 'hex'), at: 5 }
  bench.tell(bpdu)
  bench.tell({ ...bpdu, at: 2_005 })
  expect(bench.told.filter((words) => words.startsWith('tree'))).toEqual(['tree 15'])
  expect(bench.told.filter((words) => words.includes('forward delay 15 s'))).toHaveLength(2)
  expect(bench.watch.knowledge().spanningTree).toEqual({
    seenAt: 2_005,
    forwardDelaySeconds: 15,
    rapid: false,
    portState: null,
  })
})

test('a frame that is no BPDU is noted and changes nothing', async () => {
  const bench = await start(null)
  bench.tell({ kind: 'bpdu', frame: new Uint8Array(60), at: 5 })
  expect(bench.told).toEqual([expect.stringContaining('bad BPDU')])
  expect(bench.watch.knowledge().spanningTree).toBeNull()
})

test('a switch that holds the port back is asked through again when it forwards', async () => {
  let searches = 0
  const bench = await start(async () => {
    searches += 1
    return { kind: 'silent' }
  })
  // A forward delay of 1/256 second, so that the test does not wait.
  const frame = Buffer.from(stp.replace(/0f00$/, '0001'), 'hex')
  bench.tell({ kind: 'bpdu', frame, at: 5 })
  bench.tell(link(false))
  bench.tell(link(true))
  await expect.poll(() => searches).toBe(1)
  await expect.poll(() => searches, { timeout: 5_000 }).toBe(2)
})

test('a switch that is not heard any more is forgotten', async () => {
  const bench = await start(null)
  bench.tell({ kind: 'bpdu', frame: Buffer.from(stp, 'hex'), at: 1_000 })
  expect(bench.watch.knowledge().spanningTree).not.toBeNull()
  now = 62_000
  expect(bench.watch.knowledge().spanningTree).toBeNull()
})

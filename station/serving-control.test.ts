import { expect, test } from 'vitest'
import { refusal } from '../contract/errors.ts'
import { nothingHeard } from './network/bench-knowledge.ts'
import type { BenchSettings } from './network/bench-settings.ts'
import type { Bench } from './serving.ts'
import { createServingControl } from './serving-control.ts'

const wish: BenchSettings = {
  place: {
    kind: 'interface',
    interfaceName: 'st0',
    address: '10.20.50.1',
    httpPort: 5000,
    brokerPath: '',
    moverPath: '',
  },
  prefixLength: 24,
  range: { first: '10.20.50.100', last: '10.20.50.200' },
  reservations: [],
  dhcp: 'server',
  leaseSeconds: 600,
  assignAddress: true,
}

/** A control whose benches open when the test says so; `done` tells what was opened and closed, in order. */
function control() {
  const done: string[] = []
  const waiting: (() => void)[] = []
  let opened = 0
  const made = createServingControl({
    open: async () => {
      opened += 1
      const name = `bench ${opened}`
      done.push(`open ${name}`)
      await new Promise<void>((resolve) => waiting.push(resolve))
      const bench: Bench = {
        kind: 'serving',
        boardUrl: 'http://10.20.50.1:5000',
        knowledge: () => nothingHeard,
        stop: async () => void done.push(`close ${name}`),
      }
      return bench
    },
    onClosing: () => undefined,
    onChanged: () => undefined,
    log: () => undefined,
  })
  const letOpen = async (): Promise<void> => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0)
    waiting.shift()?.()
  }
  return { done, letOpen, control: made }
}

test('two starts at once are done one after the other, and one bench is left', async () => {
  const bench = control()
  const starts = [bench.control.serve(wish), bench.control.serve(wish)]
  await bench.letOpen()
  await bench.letOpen()
  expect((await Promise.all(starts)).map(({ kind }) => kind)).toEqual(['serving', 'serving'])
  expect(bench.done).toEqual(['open bench 1', 'close bench 1', 'open bench 2'])
})

test('another DHCP server that is heard while a bench is opened ends it before it serves', async () => {
  const bench = control()
  const start = bench.control.serve(wish)
  await expect.poll(() => bench.done).toEqual(['open bench 1'])
  bench.control.endBecauseOf('10.0.0.1')
  await bench.letOpen()
  expect(await start).toMatchObject({ kind: 'refused', code: 'foreign-dhcp-server' })
  expect(bench.done).toEqual(['open bench 1', 'close bench 1'])
})

test('what ends one bench does not end the one that was started after it', async () => {
  const bench = control()
  const first = bench.control.serve(wish)
  await bench.letOpen()
  await first
  bench.control.endWith(refusal('port-gone', 'The port is gone.'))
  expect(bench.control.current()).toMatchObject({ kind: 'refused', code: 'port-gone' })
  const second = bench.control.serve(wish)
  await bench.letOpen()
  expect(await second).toMatchObject({ kind: 'serving' })
  expect(bench.done).toEqual(['open bench 1', 'close bench 1', 'open bench 2'])
  bench.control.endBecauseOf('10.0.0.1')
  expect(await bench.control.stop()).toEqual({ kind: 'stopped' })
  expect(bench.done.at(-1)).toBe('close bench 2')
})

test('where another server is expected, hearing one ends nothing', async () => {
  const bench = control()
  const start = bench.control.serve({ ...wish, dhcp: 'proxy' })
  await bench.letOpen()
  await start
  bench.control.endBecauseOf('10.0.0.1')
  expect(bench.control.current()).toMatchObject({ kind: 'serving', dhcp: 'proxy' })
})

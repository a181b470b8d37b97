import { expect, test } from 'vitest'
import { refusal } from '../../contract/errors.ts'
import type { PowerPort } from '../../contract/power.ts'
import { createPower, type KeptPower, type PowerOptions } from './power.ts'
import type { DriverPort, PowerDriver } from './power-driver.ts'

// The part with stand-ins for drivers; time passes only where the part waits.

type Bench = ReturnType<typeof bench>

function bench(change: Partial<PowerOptions> = {}, kept: Partial<KeptPower> = {}) {
  const deeds: string[] = []
  const audits: string[] = []
  const seen: string[][] = []
  let now = 0
  const store: { kept: KeptPower } = { kept: { boards: {}, cycling: [], ...kept } }
  const power = createPower({
    drivers: [driverOf(['a', 'b'], deeds)],
    kept: {
      read: () => store.kept,
      write: (value) => {
        store.kept = value
      },
    },
    reasonAgainst: async () => null,
    boardsOf: () => [],
    audit: (action, subject) => audits.push(`${action} ${subject}`),
    clock: () => now,
    pause: async (milliseconds, signal) => {
      // The endless looking for ports stands still; all other waits are over at once.
      if (milliseconds === 3_000) await aborted(signal)
      else now += milliseconds
      deeds.push(`${milliseconds}`)
    },
    onChanged: (ports) => seen.push(ports.map(words)),
    onNotices: () => undefined,
    log: (message) => deeds.push(message),
    ...change,
  })
  return { power, deeds, audits, seen, store }
}

function words({ id, state, isSwitching }: PowerPort): string {
  return `${id} ${state}${isSwitching ? ' switching' : ''}`
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve())
  })
}

function driverOf(ids: readonly string[], deeds: string[], off: string[] = []): PowerDriver {
  const dark = new Set(off)
  return {
    list: async () => ({
      ports: ids.map(
        (id): DriverPort => ({
          id,
          name: `Port ${id}`,
          usbPath: `1-${id}`,
          state: dark.has(id) ? 'off' : 'on',
        }),
      ),
      notices: [],
    }),
    set: async (id, to) => {
      deeds.push(`${id} ${to}`)
      if (to === 'off') dark.add(id)
      else dark.delete(id)
      return null
    },
  }
}

async function looked(one: Bench): Promise<Bench> {
  await one.power.look()
  return one
}

test('a cycle is off, two seconds, on; everybody sees that it goes on', async () => {
  const { power, deeds, seen } = await looked(bench())
  const result = await power.set('a', 'cycle', false)
  expect(result).toMatchObject({ kind: 'switched', port: { id: 'a', state: 'on' } })
  expect(deeds).toEqual(['a off', '2000', 'a on'])
  expect(seen.map(([first]) => first)).toEqual([
    'a on',
    'a on switching',
    'a off switching',
    'a on switching',
    'a on',
  ])
  await power.stop()
})

test('several ports are switched on a second apart', async () => {
  const { power, deeds } = await looked(
    bench({ drivers: [driverOf(['a', 'b', 'c'], [], ['a', 'b', 'c'])] }),
  )
  await Promise.all(['a', 'b', 'c'].map((id) => power.set(id, 'on', false)))
  expect(deeds).toEqual(['1000', '1000'])
  await power.stop()
})

test('a port that is being switched is not switched by a second person', async () => {
  const { power } = await looked(bench())
  const [first, second] = await Promise.all([
    power.set('a', 'cycle', false),
    power.set('a', 'off', false),
  ])
  expect(first).toMatchObject({ kind: 'switched' })
  expect(second).toMatchObject({ code: 'power-busy' })
  await power.stop()
})

test('power is not taken from a board at work; to give it is never refused', async () => {
  const reasonAgainst = async (_port: PowerPort, evenThoughJob: boolean) =>
    evenThoughJob ? null : refusal('power-job-open', 'A job is under way.')
  const { power, deeds, audits } = await looked(bench({ reasonAgainst }))
  expect(await power.set('a', 'off', false)).toMatchObject({ code: 'power-job-open' })
  expect(await power.set('a', 'cycle', false)).toMatchObject({ code: 'power-job-open' })
  expect([deeds, audits]).toEqual([[], []])
  expect(await power.set('a', 'on', false)).toMatchObject({ kind: 'switched' })
  expect(await power.set('a', 'off', true)).toMatchObject({ kind: 'switched' })
  await power.stop()
})

test('who did what is kept, for the port and for the boards that it feeds', async () => {
  const { power, audits } = await looked(bench({ boardsOf: () => ['board-1'] }))
  await power.set('a', 'off', false)
  expect(audits).toEqual(['power a', 'power board-1'])
  await power.stop()
})

test('a board has one port, and what a person said outlives the station', async () => {
  const { power, store } = await looked(bench())
  expect(power.assign('a', 'board-1')).toMatchObject({ port: { id: 'a', boardId: 'board-1' } })
  expect(power.assign('b', 'board-1')).toMatchObject({ port: { id: 'b', boardId: 'board-1' } })
  expect(power.list().map(({ boardId }) => boardId)).toEqual([null, 'board-1'])
  await power.stop()
  const again = await looked(bench({}, store.kept))
  expect(again.power.list().map(({ boardId }) => boardId)).toEqual([null, 'board-1'])
  expect(again.power.assign('b', null)).toMatchObject({ port: { boardId: null } })
  expect(again.power.assign('c', 'board-1')).toBeUndefined()
  await again.power.stop()
})

test('a station that ends in the middle of a cycle switches the port on first', async () => {
  let isWaiting = (): void => undefined
  const waiting = new Promise<void>((resolve) => {
    isWaiting = resolve
  })
  const one = await looked(
    bench({
      pause: async (_milliseconds, signal) => {
        isWaiting()
        await aborted(signal)
      },
    }),
  )
  const cycle = one.power.set('a', 'cycle', false)
  await waiting
  await one.power.stop()
  expect(await cycle).toMatchObject({ kind: 'switched' })
  expect(one.deeds).toEqual(['a off', 'a on'])
  expect(one.store.kept.cycling).toEqual([])
})

test('a port that was left off by a station that was killed in a cycle is switched on', async () => {
  const deeds: string[] = []
  let isDone = (): void => undefined
  const done = new Promise<void>((resolve) => {
    isDone = resolve
  })
  const { power, store } = bench(
    {
      drivers: [driverOf(['a', 'b'], deeds, ['a', 'b'])],
      onChanged: (ports) => {
        if (ports.map(words).join() === 'a on,b off') isDone()
      },
    },
    { cycling: ['a'] },
  )
  await done
  await power.stop()
  expect(deeds).toEqual(['a on'])
  expect(store.kept.cycling).toEqual([])
})

test('a port that is off for a moment is left off by those who look at ports meanwhile', async () => {
  let pauses = 0
  const one = bench({
    // The looking goes on all the time; a cycle waits for three of its rounds.
    pause: async (milliseconds, signal) => {
      if (milliseconds === 3_000 && !signal.aborted) pauses += 1
      await new Promise((resolve) => setImmediate(resolve))
      const end = pauses + 3
      while (milliseconds === 2_000 && pauses < end) {
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  })
  await one.power.look()
  expect(await one.power.set('a', 'cycle', false)).toMatchObject({ kind: 'switched' })
  await one.power.stop()
  expect(one.deeds).toEqual(['a off', 'a on'])
})

test('a port that a person switches off is not switched on by what a killed station had begun', async () => {
  const late = driverOf(['late'], [])
  let isThere = false
  const plugged: PowerDriver = {
    ...late,
    list: async () => (isThere ? late.list() : { ports: [], notices: [] }),
  }
  const { power, store } = await looked(bench({ drivers: [plugged] }, { cycling: ['late'] }))
  expect(store.kept.cycling).toEqual(['late'])
  isThere = true
  await power.look()
  await power.set('late', 'off', false)
  expect(store.kept.cycling).toEqual([])
  await power.stop()
})

test('a full disk keeps nobody from switching, and is told to those who assign', async () => {
  const write = (): void => {
    throw new Error('ENOSPC')
  }
  const kept = { read: () => ({ boards: {}, cycling: [] }), write }
  const { power } = await looked(bench({ kept }))
  expect(await power.set('a', 'cycle', false)).toMatchObject({ kind: 'switched' })
  expect(power.assign('a', 'board-1')).toMatchObject({ code: 'power-not-stored' })
  expect(power.list()[0]?.boardId).toBeNull()
  await power.stop()
})

test('what fails is told, and that the port is now off', async () => {
  const driver = driverOf(['a'], [])
  const broken: PowerDriver = {
    ...driver,
    set: async (id, to) =>
      to === 'on' ? refusal('power-no-answer', 'It is gone.') : driver.set(id, to),
  }
  const { power } = await looked(bench({ drivers: [broken] }))
  const result = await power.set('a', 'cycle', false)
  expect(result).toMatchObject({
    code: 'power-no-answer',
    message: expect.stringContaining('could not be switched on again'),
  })
  expect(power.list()[0]?.state).toBe('off')
  await power.stop()
})

test('where two drivers know the same USB port, the first one switches it', async () => {
  const drivers = [driverOf(['a'], []), driverOf(['a', 'b'], [])]
  const { power } = await looked(bench({ drivers }))
  expect(power.list().map(({ id }) => id)).toEqual(['a', 'b'])
  await power.stop()
})

import { implement, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import type { Snapshot, StationEvent } from '../../contract/station-event.ts'
import { openPort } from './port-transport.ts'
import { type Connection, StationLink } from './station-link.ts'

const snapshot: Snapshot = {
  status: {
    version: '0',
    startedAt: 0,
    serving: { kind: 'stopped' },
    warnings: [],
    batch: null,
    simulated: false,
  },
  boards: [],
  jobs: [],
  images: [],
  imports: [],
}

/** The other end: speaks the contract on a port, and can stop answering pings as a computer does that has gone away. */
class OtherEnd {
  readonly ports: MessagePort[] = []
  answers = true

  open = async () => {
    const { port1, port2 } = new MessageChannel()
    this.ports.push(port2)
    new RPCHandler(this.#router()).upgrade(port2)
    port2.start()
    return openPort(port1)
  }

  #router() {
    const station = implement(contract.station)
    return {
      station: {
        ping: station.ping.handler(async () => {
          if (!this.answers) await new Promise(() => undefined)
        }),
        watchGroups: station.watchGroups.handler(async function* (): AsyncGenerator<
          StationEvent[]
        > {
          yield [{ kind: 'snapshot', snapshot }]
          await new Promise(() => undefined)
        }),
        dismissWarning: station.dismissWarning.handler(() => {
          throw new ORPCError('REFUSED')
        }),
      },
    }
  }
}

let link: StationLink | null = null
afterEach(() => link?.stop())

/** A busy computer takes its time to answer; only what is about silence is to wait for less. */
function connect(to: OtherEnd, pingLimit = 10_000): Connection[] {
  const told: Connection[] = []
  link = new StationLink({
    open: to.open,
    onConnection: (connection) => told.push(connection),
    onEvent: () => undefined,
    pingEvery: 10,
    pingLimit,
  })
  link.start()
  return told
}

const kinds = (told: readonly Connection[]) => told.map(({ kind }) => kind)

test('a connection is live with the first snapshot, and stays while pings are answered', async () => {
  const told = connect(new OtherEnd())
  await expect.poll(() => kinds(told), { timeout: 10_000 }).toEqual(['connecting', 'live'])
  expect(link?.client).not.toBe(null)
})

test('a port that closes is opened anew', async () => {
  const station = new OtherEnd()
  const told = connect(station)
  await expect.poll(() => kinds(told), { timeout: 10_000 }).toEqual(['connecting', 'live'])
  station.ports[0]?.close()
  await expect.poll(() => kinds(told), { timeout: 10_000 }).toEqual(['connecting', 'live', 'lost'])
  expect(link?.client).toBe(null)
  link?.checkNow()
  await expect
    .poll(() => kinds(told), { timeout: 10_000 })
    .toEqual(['connecting', 'live', 'lost', 'live'])
})

test('a station that has gone away without a word is noticed by its silence', async () => {
  const station = new OtherEnd()
  const told = connect(station, 500)
  await expect.poll(() => kinds(told), { timeout: 10_000 }).toEqual(['connecting', 'live'])
  station.answers = false
  await expect.poll(() => kinds(told), { timeout: 10_000 }).toEqual(['connecting', 'live', 'lost'])
  station.answers = true
  link?.checkNow()
  await expect
    .poll(() => kinds(told), { timeout: 10_000 })
    .toEqual(['connecting', 'live', 'lost', 'live'])
  expect(station.ports).toHaveLength(2)
})

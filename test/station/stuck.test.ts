import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { Stuck, StuckCode } from '../../contract/stuck.ts'
import type { TrafficEntry } from '../../contract/traffic.ts'
import type { BoardFaults } from '../../simulator/board-faults.ts'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { createTestBench, type TestBench } from './bench.ts'

// Why a board is stuck: each reason happens to a simulated board, and the station tells it with the packets that prove it.

/** Shorter waits than those for real boards, which these tests would last minutes with. */
const timing = {
  silence: 3_000,
  stuck: {
    offerNotTaken: 500,
    noBootFiles: 1_500,
    fileMissing: 1_500,
    transferStalled: 1_500,
    transferEnded: 500,
    agentSilent: 1_500,
    restartAfterKernel: 1_500,
  },
}

let bench: TestBench

beforeAll(async () => {
  bench = await createTestBench(15, { timing })
})
afterAll(() => bench.stop())

async function poweredBoards(faultsInOrder: readonly BoardFaults[]): Promise<SimulatedBoard[]> {
  const count = faultsInOrder.length
  const { boards, start } = await bench.addBoards({ count, models: ['cm4'], faultsInOrder })
  await start()
  return [...boards]
}

async function poweredBoard(faults: BoardFaults): Promise<SimulatedBoard> {
  const [board] = await poweredBoards([faults])
  if (board === undefined) throw new Error('no board was made')
  return board
}

function untilBoard(
  { identity }: SimulatedBoard,
  what: string,
  isIt: (board: Board) => boolean,
): Promise<Board> {
  return bench.station.until(
    `board ${identity.mac} ${what}`,
    (event) =>
      event.kind === 'boardChanged' && event.board.macs.includes(identity.mac) && isIt(event.board)
        ? event.board
        : undefined,
    30_000,
  )
}

async function untilStuck(
  board: SimulatedBoard | undefined,
): Promise<Stuck & { readonly boardId: string }> {
  if (board === undefined) throw new Error('no board was made')
  const { id, stuck } = await untilBoard(board, 'stuck', (known) => known.stuck !== null)
  if (stuck === null) throw new Error('it is not stuck')
  return { ...stuck, boardId: id }
}

async function untilTraffic(boardId: string, summary: RegExp): Promise<void> {
  const client = await bench.station.client()
  const signal = AbortSignal.timeout(30_000)
  for await (const { entries } of await client.traffic.watch({ boardId }, { signal })) {
    if (entries.some((entry) => summary.test(entry.summary))) return
  }
}

/** Summaries of the packets that a reason names. */
async function proofOf(stuck: Stuck & { readonly boardId: string }): Promise<string[]> {
  const client = await bench.station.client()
  const signal = AbortSignal.timeout(10_000)
  const { boardId } = stuck
  for await (const event of await client.traffic.watch({ boardId }, { signal })) {
    const named = event.entries.filter(({ id }: TrafficEntry) => stuck.evidence.includes(id))
    return named.map(({ summary }) => summary)
  }
  return []
}

/** A board's fault, what the station says of it, and one of the packets that prove it. */
type Case = readonly [
  faults: BoardFaults,
  code: StuckCode,
  facts: Readonly<Record<string, unknown>>,
  proof: RegExp,
]

const cases: readonly Case[] = [
  [{ ignoresOffers: true }, 'offer-not-taken', {}, /^OFFER 127/],
  [
    { vanishAt: 'address' },
    'no-boot-files-asked',
    { address: expect.stringMatching(/^127\./) },
    /^ACK 127/,
  ],
  // It tries again and again, and stays stuck over all tries.
  [
    { neededFile: 'needed.bin' },
    'file-missing',
    { fileName: 'needed.bin' },
    /^ERROR 1 File not found: needed\.bin/,
  ],
  [
    { hearsNoFiles: true },
    'answers-lost',
    { fileName: 'start4.elf' },
    /start4\.elf: no acknowledgement of our answer/,
  ],
  [
    { stopsInFileAfter: 300_000 },
    'transfer-stopped',
    { fileName: 'start4.elf', size: '2097152', bytes: expect.stringMatching(/^(29|30)\d{4}$/) },
    /^OACK tsize=2097152/,
  ],
  [
    { vanishAt: 'agent' },
    'agent-never-called',
    { fileName: 'initrd.img' },
    /vmlinuz: 524288 bytes in/,
  ],
  [
    { oldBootloader: true, vanishAt: 'address' },
    'bootloader-too-old',
    { version: '<2020-03-04', minimum: '2020-04-16' },
    /^DISCOVER/,
  ],
]

test('boards that stop while they boot are stuck for the reason that each one has', async () => {
  const boards = await poweredBoards(cases.map(([faults]) => faults))
  for (const [index, [, code, facts, proof]] of cases.entries()) {
    const stuck = await untilStuck(boards[index])
    expect(stuck).toMatchObject({ code, facts })
    expect(await proofOf(stuck), code).toContainEqual(expect.stringMatching(proof))
  }
  await Promise.all(boards.map((board) => board.powerOff()))
})

test('a board that could not find a file is not stuck any more once it boots', async () => {
  const board = await poweredBoard({ neededFile: 'needed.bin' })
  await untilStuck(board)
  await board.setFaults({})
  const ready = await untilBoard(board, 'ready', ({ stage }) => stage.kind === 'ready')
  expect((await untilBoard(board, 'not stuck', ({ stuck }) => stuck === null)).id).toBe(ready.id)
  await board.powerOff()
})

test('a board whose boot order has no network step, and that shall netboot, says so when it is gone', async () => {
  const board = await poweredBoard({ netbootsOnce: true })
  await untilBoard(board, 'ready', ({ stage }) => stage.kind === 'ready')
  await board.powerOff()
  await board.powerOn()
  const stuck = await untilStuck(board)
  expect(stuck).toMatchObject({ code: 'no-network-in-boot-order', facts: { bootOrder: '0xf41' } })
  expect(stuck.evidence.length).toBeGreaterThan(0)
  await board.powerOff()
})

test('a board that was ready and is switched off has gone silent, and is well again when it comes back', async () => {
  const board = await poweredBoard({})
  const { id } = await untilBoard(board, 'ready', ({ stage }) => stage.kind === 'ready')
  // Its agent waits for an answer, and an exchange is recorded when it has ended.
  const client = await bench.station.client()
  await client.boards.identify({ id })
  await untilTraffic(id, /^GET \/api\/device-action-poll/)
  await board.powerOff()
  const stuck = await untilStuck(board)
  expect(stuck.code).toBe('went-silent')
  expect(await proofOf(stuck)).toContainEqual(
    expect.stringMatching(/^GET \/api\/device-action-poll/),
  )
  await board.powerOn()
  await untilBoard(
    board,
    'ready again',
    ({ stage, stuck: now }) => stage.kind === 'ready' && now === null,
  )
  await board.powerOff()
})

test('a board that asks for the address of another DHCP server names that server', async () => {
  const board = await poweredBoard({ takesOffersOf: '127.77.99.1' })
  const stuck = await untilStuck(board)
  expect(stuck).toMatchObject({ code: 'foreign-dhcp', facts: { server: '127.77.99.1' } })
  expect(await proofOf(stuck)).toContainEqual(
    expect.stringMatching(/^REQUEST .* server=127\.77\.99\.1/),
  )
  await board.powerOff()
})

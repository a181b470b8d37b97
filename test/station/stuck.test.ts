import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Board } from '../../contract/board.ts'
import type { Stuck, StuckCode } from '../../contract/stuck.ts'
import type { TrafficEntry } from '../../contract/traffic.ts'
import { createSimulatedBench, type SimulatedBench } from '../../simulator/bench.ts'
import type { BoardFaults } from '../../simulator/board-faults.ts'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'
import { createTestBench, simulatedPrograms, type TestBench } from './bench.ts'
import { StationChild } from './station-child.ts'

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
    betweenFiles: 1_500,
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
  station = bench.station,
): Promise<Board> {
  return station.until(
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
  station = bench.station,
): Promise<Stuck & { readonly boardId: string }> {
  if (board === undefined) throw new Error('no board was made')
  const { id, stuck } = await untilBoard(board, 'stuck', (known) => known.stuck !== null, station)
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
async function proofOf(stuck: Stuck, station = bench.station): Promise<string[]> {
  const client = await station.client()
  const signal = AbortSignal.timeout(10_000)
  for await (const event of await client.traffic.watch({ boardId: null }, { signal })) {
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
    { vanishAt: 'boot-files' },
    'stopped-between-files',
    { fileName: 'config.txt' },
    /config\.txt: \d+ bytes in/,
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

describe.skipIf(
  needRoot('boards behind a switch with spanning tree, and a real second DHCP server'),
)('on a network port', () => {
  const name = `bb-${process.pid}-stuck`
  const number = 16
  const address = `10.77.${number + 1}`
  const interfaceName = `bs${process.pid}`
  let folder: string
  let station: StationChild
  let boards: SimulatedBench

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootbench-stuck-'))
    station = new StationChild(folder, number, { timing, interfaceName })
    boards = await createSimulatedBench({
      ...simulatedPrograms,
      count: 2,
      folder: join(folder, 'boards'),
      timeScale: 0.1,
      network: {
        kind: 'namespace',
        name,
        stationInterface: interfaceName,
        stationAddress: `${address}.1/24`,
      },
      faultsInOrder: [{ portHeldSeconds: 10, vanishAt: 'address' }, null],
    })
    // The shortest times that IEEE 802.1D-2004 table 17-1 allows.
    const spanningTree = ['stp_state', '1', 'forward_delay', '400', 'hello_time', '100']
    await onSwitch('ip', 'link', 'set', 'br0', 'type', 'bridge', ...spanningTree)
    await station.start()
    await vi.waitFor(async () => expect(await portStates()).toEqual(Array(3).fill('forwarding')), {
      timeout: 30_000,
      interval: 200,
    })
  })
  afterAll(async () => {
    await boards?.stop()
    await station?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function onSwitch(...words: readonly string[]): Promise<string> {
    return runOrFail('ip', ['netns', 'exec', `${name}-switch`, ...words])
  }

  async function portStates(): Promise<string[]> {
    const ports = JSON.parse(await onSwitch('bridge', '-json', 'link', 'show'))
    return ports.map(({ state }: { state: string }) => state)
  }

  test('a board that was held by the switch and got no further is stuck because of spanning tree', async () => {
    await boards.boards[0]?.powerOn()
    const stuck = await untilStuck(boards.boards[0], station)
    expect(stuck).toMatchObject({ code: 'spanning-tree', facts: { forwardDelaySeconds: '4' } })
    const proof = await proofOf(stuck, station)
    expect(proof).toContainEqual(expect.stringMatching(/^STP root .*forward delay 4 s/))
    expect(proof).toContain('DISCOVER')
    await boards.boards[0]?.powerOff()
  })

  test('a board that takes the offer of a real second DHCP server names it, and serving ends', async () => {
    await onSwitch('ip', 'address', 'add', `${address}.77/24`, 'dev', 'br0')
    const other = startOtherServer(`${name}-switch`, address, folder)
    try {
      await other.waitForLine(/DHCP, IP range/, 10_000)
      await boards.boards[1]?.powerOn()
      const stuck = await untilStuck(boards.boards[1], station)
      expect(stuck).toMatchObject({ code: 'foreign-dhcp', facts: { server: `${address}.77` } })
      expect(await proofOf(stuck, station)).toContainEqual(
        expect.stringMatching(/^REQUEST .* server=10\.77\.17\.77/),
      )
    } finally {
      await other.stop()
    }
  })
})

/** It also says where to boot from, so that a board may take its offer. */
function startOtherServer(namespace: string, subnet: string, folder: string): LabProcess {
  return new LabProcess('ip', [
    'netns',
    'exec',
    namespace,
    'dnsmasq',
    '--keep-in-foreground',
    '--port=0',
    '--no-ping',
    '--log-facility=-',
    '--interface=br0',
    '--bind-interfaces',
    `--dhcp-range=${subnet}.150,${subnet}.160,10m`,
    // Simulated boards take broadcasts only: a socket hears nothing for an address that it does not have yet.
    '--dhcp-broadcast',
    '--pxe-service=0,Raspberry Pi Boot',
    `--dhcp-boot=start4.elf,,${subnet}.77`,
    `--dhcp-leasefile=${join(folder, 'leases')}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--conf-file=/dev/null',
  ])
}

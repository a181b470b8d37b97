import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createTestBench } from '../station/bench.ts'

/** A running station with four boards that are ready and one whose deploy fails, all with slow storage. */
export type BenchUnderTest = {
  readonly url: string
  /** Name of an image that fits every board; a deploy of it takes some seconds. */
  readonly imageName: string
  /** Label of a board whose deploy fails. */
  readonly failingBoard: string
  /** Kills the station, and starts it again at the same address. */
  readonly restart: (whileDown: () => Promise<void>) => Promise<void>
  readonly stop: () => Promise<void>
}

const mebibyte = 1024 * 1024
const benchNumber = 6

/** Starts the real station, as a process of its own, with simulated boards; `attached` is what hangs on its computer. */
export async function startBench(
  attached: Parameters<typeof createTestBench>[1] = {},
): Promise<BenchUnderTest> {
  if (!existsSync(join(import.meta.dirname, '../../build/renderer/index.html'))) {
    throw new Error(
      'The user interface is not built. Run the tests by "npm test", which builds it.',
    )
  }
  const bench = await createTestBench(benchNumber, attached)
  const slow = { storageBytesPerSecond: 16 * mebibyte }
  const good = await bench.addBoards({
    count: 4,
    models: ['cm4', 'pi-4b', 'pi-5', 'cm4'],
    faults: slow,
  })
  const bad = await bench.addBoards({
    count: 1,
    models: ['cm4'],
    faults: { ...slow, weakBlock: 4 * mebibyte + 8192 },
  })
  await Promise.all([good.start(), bad.start()])
  const boards = [...good.boards, ...bad.boards]
  await Promise.all(boards.map((board) => bench.station.readyBoard(board.identity.serial)))
  return {
    url: `${bench.station.controlUrl}/`,
    imageName: 'test image',
    failingBoard: bad.boards[0]?.identity.serial ?? '',
    restart: async (whileDown) => {
      await bench.station.kill()
      await whileDown()
      await bench.station.start()
    },
    stop: () => bench.stop(),
  }
}

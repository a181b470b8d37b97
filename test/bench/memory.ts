import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Board } from '../../contract/board.ts'
import { createSimulatedBench, type SimulatedBench } from '../../simulator/bench.ts'
import { buildTestImage } from '../../simulator/demo-image.ts'
import { StationChild } from '../station/station-child.ts'
import { noiseBytes } from './bench-bytes.ts'
import { processTree, processTreeFacts } from './process-tree.ts'
import { fixed, textTable } from './text-table.ts'

/**
 * Memory of the station (its process with all threads, and its children) with simulated boards that run the real
 * agent: while they are connected and ask for work, and while they are being written.
 */

export type MemoryBenchRow = {
  readonly boards: number
  readonly doing: 'asking for work' | 'being written'
  readonly megabytes: number
  /** Above the same station without boards. */
  readonly megabytesAbove: number
  readonly megabytesPerBoard: number
}

const mebibyte = 1024 * 1024
const root = join(import.meta.dirname, '../..')
const imageMebibytes = 96
const storageBytes = 192 * mebibyte
const boardCounts = [1, 16, 64]
const boardsWritten = 16
const firstStationNumber = 192
const limitMs = 120_000
/** How long memory is watched once all boards ask for work: longer than one poll. */
const watchMs = 8_000
const sampleMs = 250

/** Runs for about two minutes; prints nothing. */
export async function runMemoryBench(): Promise<MemoryBenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bootbench-memory-bench-'))
  try {
    const image = join(folder, 'noise.img')
    await buildTestImage({
      path: image,
      fatFiles: {},
      ext4Files: { 'data.bin': noiseBytes(imageMebibytes * mebibyte) },
      fatMiB: 16,
      ext4MiB: imageMebibytes + 24,
    })
    const rows: MemoryBenchRow[] = []
    for (const [order, count] of boardCounts.entries()) {
      rows.push(...(await measureOneStation(join(folder, `${count}`), image, count, order)))
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A station of its own for each number of boards: memory that was once used does not all go back to the system. */
async function measureOneStation(
  folder: string,
  image: string,
  count: number,
  order: number,
): Promise<MemoryBenchRow[]> {
  const station = new StationChild(folder, firstStationNumber + order)
  let bench: SimulatedBench | undefined
  try {
    await station.start()
    const imageId = await station.import(image)
    const without = await usualMemory(station.pid)
    bench = await addBoards(station, folder, count)
    const approving = approveWhoAsks(station)
    const boards = await Promise.all(
      bench.boards.map((board) => station.readyBoard(board.identity.serial, limitMs)),
    )
    approving.abort()
    const rows = [row(count, 'asking for work', await usualMemory(station.pid), without)]
    if (count === boardsWritten) {
      const peak = await peakWhile(station.pid, () => deployAll(station, boards, imageId))
      rows.push(row(count, 'being written', peak, without))
    }
    return rows
  } finally {
    await bench?.stop()
    await station.stop()
  }
}

async function addBoards(
  station: StationChild,
  folder: string,
  count: number,
): Promise<SimulatedBench> {
  const { address, dhcpPort, tftpPort } = station.settings
  const bench = await createSimulatedBench({
    count,
    network: { kind: 'loopback', stationAddress: address, dhcpPort, tftpPort },
    storageBytes,
    folder: join(folder, 'boards'),
    clientPath: join(root, 'initramfs/provisioning-client.sh'),
    copierPath: join(root, 'build/copier/bootbench-copier'),
    timeScale: 0.05,
  })
  await bench.start()
  return bench
}

/** As the person at the bench would: on a very busy computer a board may have spent its boot token in vain. */
function approveWhoAsks(station: StationChild): AbortController {
  const controller = new AbortController()
  const { signal } = controller
  const approve = async (): Promise<void> => {
    const client = await station.client()
    for await (const event of await client.station.watch(undefined, { signal })) {
      if (event.kind !== 'boardChanged' || event.board.stage.kind !== 'waiting-for-approval')
        continue
      console.warn(`memory: ${event.board.serial ?? event.board.id} had to be approved`)
      await client.boards.approve({ id: event.board.id })
    }
  }
  approve().catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  return controller
}

async function deployAll(
  station: StationChild,
  boards: readonly Board[],
  imageId: string,
): Promise<void> {
  const jobs = await Promise.all(boards.map((board) => station.deploy(board, imageId)))
  const ends = await Promise.all(jobs.map((job) => station.endOf(job, limitMs)))
  const failed = ends.find((job) => job.state.kind !== 'done')
  if (failed !== undefined) throw new Error(`a deploy ended as ${JSON.stringify(failed.state)}`)
}

/** The middle one of what is used over some seconds. */
async function usualMemory(pid: number): Promise<number> {
  const samples: number[] = []
  for (let passed = 0; passed < watchMs; passed += sampleMs) {
    samples.push(processTreeFacts(pid).residentBytes)
    await wait(sampleMs)
  }
  return samples.sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0
}

/** The kernel's own mark of the most that was used, so that nothing between two samples is missed. */
async function peakWhile(pid: number, work: () => Promise<void>): Promise<number> {
  // proc(5): 5 sets the mark to what is used now.
  for (const member of processTree(pid)) writeFileSync(`/proc/${member}/clear_refs`, '5')
  await work()
  return processTreeFacts(pid).peakResidentBytes
}

function row(
  boards: number,
  doing: MemoryBenchRow['doing'],
  bytes: number,
  without: number,
): MemoryBenchRow {
  const above = bytes - without
  return {
    boards,
    doing,
    megabytes: megabytes(bytes),
    megabytesAbove: megabytes(above),
    megabytesPerBoard: megabytes(above / boards),
  }
}

function megabytes(bytes: number): number {
  return Number((bytes / 1e6).toFixed(1))
}

/** The rows as a table for people. */
export function memoryBenchTable(rows: readonly MemoryBenchRow[]): string {
  return textTable(
    ['boards', 'MB in all', 'MB above none', 'MB per board'],
    rows.map((one) => [
      `${one.boards} ${one.doing}`,
      fixed(one.megabytes, 1),
      fixed(one.megabytesAbove, 1),
      fixed(one.megabytesPerBoard, 1),
    ]),
  )
}

import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { type Board, boardLabel } from '../../contract/board.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import type { StationEvent } from '../../contract/station-event.ts'
import { makeDemoBootFiles } from '../../headless/demo/boot-files.ts'
import type { StationClient } from '../../headless/station-client.ts'
import type { Origin } from '../../station/fetch-usb-files.ts'
import type { StationOptions } from '../../station/station-options.ts'
import { LabProcess } from '../lab/lab-process.ts'

const root = join(import.meta.dirname, '../..')
const program = join(import.meta.dirname, 'loopback-station-main.ts')
const startLimit = 30_000

/** What the child is told. */
export type LoopbackStation = {
  readonly dataFolder: string
  readonly bootFolder: string
  readonly interfaceFolder: string
  readonly subnet: string
  readonly address: string
  readonly httpPort: number
  readonly dhcpPort: number
  readonly tftpPort: number
  readonly controlPort: number
  readonly compatibility: boolean
  readonly timing?: StationOptions['timing']
  /** A network port to serve instead of loopback; it has `address` already. */
  readonly interfaceName?: string
  /** So many simulated nodes with serial consoles. */
  readonly serialNodes?: number
  /** The simulated boards on USB cables of the demo. */
  readonly usbBoards?: boolean
  /** Where boot files for them are downloaded from. */
  readonly usbFilesOrigin?: Origin
}

/** A real station as a process of its own on loopback, which can be killed and started again on the same data. */
export class StationChild {
  readonly settings: LoopbackStation
  #process: LabProcess | null = null
  #socket: WebSocket | null = null
  #client: StationClient | null = null

  /** `number` (0 to 200) keeps stations of different test files apart: subnet and ports are made from it. */
  constructor(
    folder: string,
    number: number,
    options: Partial<
      Pick<
        LoopbackStation,
        | 'compatibility'
        | 'dataFolder'
        | 'timing'
        | 'interfaceName'
        | 'serialNodes'
        | 'usbBoards'
        | 'usbFilesOrigin'
      >
    > = {},
  ) {
    const { timing, interfaceName, serialNodes, usbBoards, usbFilesOrigin } = options
    const subnet = `${interfaceName === undefined ? '127' : '10'}.77.${number + 1}`
    const base = 20_000 + number * 10
    this.settings = {
      dataFolder: options.dataFolder ?? join(folder, 'station'),
      bootFolder: join(folder, 'boot'),
      interfaceFolder: join(root, 'build/renderer'),
      subnet,
      address: `${subnet}.1`,
      httpPort: base,
      dhcpPort: base + 1,
      tftpPort: base + 2,
      controlPort: base + 3,
      compatibility: options.compatibility ?? false,
      ...(timing === undefined ? {} : { timing }),
      ...(interfaceName === undefined ? {} : { interfaceName }),
      ...(serialNodes === undefined ? {} : { serialNodes }),
      ...(usbBoards === undefined ? {} : { usbBoards }),
      ...(usbFilesOrigin === undefined ? {} : { usbFilesOrigin }),
    }
    // Small, so that tests with lost packets do not take minutes: each lost one costs a time-out.
    makeDemoBootFiles(this.settings.bootFolder, 512 * 1024)
  }

  get boardUrl(): string {
    return `http://${this.settings.address}:${this.settings.httpPort}`
  }

  get controlUrl(): string {
    return `http://127.0.0.1:${this.settings.controlPort}`
  }

  get output(): string {
    return this.#process?.output ?? ''
  }

  get pid(): number {
    return this.#process?.pid ?? 0
  }

  async start(): Promise<void> {
    this.#process = new LabProcess(process.execPath, [program, JSON.stringify(this.settings)])
    await this.#process.waitForLine(/^ready$/, startLimit)
  }

  /** As a power cut of the laptop would: nothing is written any more. */
  async kill(): Promise<void> {
    this.#socket?.terminate()
    this.#socket = null
    this.#client = null
    if (this.#process !== null) process.kill(this.#process.pid, 'SIGKILL')
    await this.#process?.ended
  }

  async stop(): Promise<void> {
    this.#socket?.terminate()
    this.#socket = null
    this.#client = null
    await this.#process?.stop()
  }

  /** A client of its contract, made anew after each start. */
  async client(): Promise<StationClient> {
    if (this.#client !== null) return this.#client
    const socket = new WebSocket(`${this.controlUrl.replace('http', 'ws')}/rpc`)
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    this.#socket = socket
    const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
    const client: StationClient = createORPCClient(link)
    this.#client = client
    return client
  }

  /** The first thing that `pick` finds in what is known now and in what changes from now on. */
  async until<Found>(
    what: string,
    pick: (event: StationEvent) => Found | undefined,
    limit = 60_000,
  ): Promise<Found> {
    const client = await this.client()
    const signal = AbortSignal.timeout(limit)
    try {
      for await (const event of await client.station.watch(undefined, { signal })) {
        for (const single of event.kind === 'snapshot' ? unfold(event) : [event]) {
          const found = pick(single)
          if (found !== undefined) return found
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
    throw new Error(`${what} did not happen within ${limit} ms.\n${this.output.slice(-4_000)}`)
  }

  async import(path: string): Promise<string> {
    const client = await this.client()
    const begun = await client.images.import({ path, name: 'test image' })
    const end = await this.until('the end of the import', (event) =>
      event.kind === 'importChanged' &&
      event.import.id === begun.id &&
      event.import.state.kind !== 'running'
        ? event.import.state
        : undefined,
    )
    if (end.kind !== 'done') throw new Error(`the import ended as ${JSON.stringify(end)}`)
    return end.imageId
  }

  /** The board with this serial number, once its agent is ready. */
  readyBoard(serial: string, limit?: number): Promise<Board> {
    return this.until(
      `board ${serial} ready`,
      (event) =>
        event.kind === 'boardChanged' &&
        event.board.serial === serial &&
        event.board.stage.kind === 'ready'
          ? event.board
          : undefined,
      limit,
    )
  }

  async deploy(board: Board, imageId: string): Promise<Job> {
    return (await this.client()).jobs.deploy({ imageId, ...targetOf(board) })
  }

  async backup(board: Board): Promise<Job> {
    return (await this.client()).jobs.backup({
      imageName: `backup of ${boardLabel(board)}`,
      ...targetOf(board),
    })
  }

  endOf(job: Job, limit = 120_000): Promise<Job> {
    return this.until(
      `the end of job ${job.id}`,
      (event) =>
        event.kind === 'jobChanged' && event.job.id === job.id && !isOpen(event.job)
          ? event.job
          : undefined,
      limit,
    )
  }

  /** The job once it is in this phase and past so many bytes. */
  inPhase(job: Job, phase: string, bytes: number): Promise<Job> {
    return this.until(`phase ${phase} of job ${job.id}`, (event) => {
      if (
        event.kind !== 'jobChanged' ||
        event.job.id !== job.id ||
        event.job.state.kind !== 'running'
      )
        return undefined
      const { progress } = event.job.state
      return progress.phase === phase && progress.bytesDone >= bytes ? event.job : undefined
    })
  }
}

function targetOf(board: Board): { boardId: string; targetPath: string; targetSizeBytes: number } {
  const [storage] = board.storages
  if (storage === undefined) throw new Error(`board ${boardLabel(board)} has no storage`)
  return { boardId: board.id, targetPath: storage.path, targetSizeBytes: storage.sizeBytes }
}

function unfold(event: Extract<StationEvent, { kind: 'snapshot' }>): StationEvent[] {
  const { boards, jobs, imports } = event.snapshot
  return [
    ...boards.map((board): StationEvent => ({ kind: 'boardChanged', board })),
    ...jobs.map((job): StationEvent => ({ kind: 'jobChanged', job })),
    ...imports.map((change): StationEvent => ({ kind: 'importChanged', import: change })),
  ]
}

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Board } from '../../contract/board.ts'
import type { Image } from '../../contract/image.ts'
import { isOpen, type Job } from '../../contract/job.ts'
import type { Lab } from '../lab/lab.ts'
import type { LabProcess } from '../lab/lab-process.ts'

const program = fileURLToPath(new URL('../../headless/cli.ts', import.meta.url))
const commandLimitMs = 600_000

/** The real station in a namespace of its own, driven as a person would from a terminal. */
export class StationProcess {
  readonly dataFolder: string
  readonly #lab: Lab
  readonly #host: string
  #process: LabProcess | null = null

  constructor(lab: Lab, host: string, dataFolder: string) {
    this.#lab = lab
    this.#host = host
    this.dataFolder = dataFolder
  }

  /** All that the station has printed. */
  get output(): string {
    return this.#process?.output ?? ''
  }

  async start(serveOptions: readonly string[]): Promise<void> {
    const command = [program, 'serve', '--data', this.dataFolder, ...serveOptions]
    this.#process = this.#lab.startIn(this.#host, process.execPath, command)
    await this.#process.waitForLine(/The user interface is at/, 60_000)
  }

  async stop(): Promise<void> {
    await this.#process?.stop()
    this.#process = null
  }

  listBoards(): Promise<Board[]> {
    return this.#ask<Board[]>('boards')
  }

  listJobs(): Promise<Job[]> {
    return this.#ask<Job[]>('jobs')
  }

  /** Asks for a job again and again until it has ended, well or not. */
  async waitForJob(id: string, limitMs: number): Promise<Job> {
    const deadline = performance.now() + limitMs
    for (;;) {
      const job = (await this.listJobs()).find((candidate) => candidate.id === id)
      if (job !== undefined && !isOpen(job)) return job
      if (performance.now() > deadline) {
        throw new Error(`job ${id} did not end within ${limitMs} ms: ${JSON.stringify(job)}`)
      }
    }
  }

  listImages(): Promise<Image[]> {
    return this.#ask<Image[]>('images')
  }

  imageFolder(id: string): string {
    return join(this.dataFolder, 'images', id)
  }

  /** Runs a command of the command line to its end; rejects with what it said if it does not end well. */
  async run(...command: readonly string[]): Promise<string> {
    const options = { limitMs: commandLimitMs }
    const result = await this.#lab.runIn(
      this.#host,
      process.execPath,
      [program, ...command],
      options,
    )
    if (result.code === 0) return result.stdout
    throw new Error(`bootbench ${command.join(' ')} ended with ${result.code}: ${result.stderr}`)
  }

  async #ask<Answer>(command: string): Promise<Answer> {
    return JSON.parse(await this.run(command, '--json')) as Answer
  }
}

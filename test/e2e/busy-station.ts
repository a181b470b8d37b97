import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabProcess } from '../lab/lab-process.ts'

/** What the station's process is told. The first `busy` boards run a job and change `updatesPerSecond` times a second. */
export type BusyStation = {
  readonly dataFolder: string
  readonly interfaceFolder: string
  readonly boards: number
  readonly busy: number
  readonly updatesPerSecond: number
  /** Give every board a slot: A1 to A24, B1, … */
  readonly slots: boolean
}

const startLimit = 90_000

/** A real station with scripted boards, in a process of its own. */
export async function startBusyStation(
  options: Pick<BusyStation, 'boards' | 'busy' | 'updatesPerSecond' | 'slots'>,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'bootbench-busy-'))
  const interfaceFolder = join(import.meta.dirname, '../../build/renderer')
  const settings: BusyStation = { ...options, dataFolder, interfaceFolder }
  const station = new LabProcess(process.execPath, [
    join(import.meta.dirname, 'busy-station-main.ts'),
    JSON.stringify(settings),
  ])
  const ready = await station.waitForLine(/^ready \d+$/, startLimit)
  return {
    url: `http://127.0.0.1:${ready.replace('ready ', '')}/`,
    stop: async () => {
      await station.stop()
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSimulatedBench, type SimulatedBench } from '../../simulator/bench.ts'
import { buildBroker, buildMover } from '../lab/build-broker.ts'
import { buildCopier } from '../lab/build-copier.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'
import type { ScriptedStationOptions } from './scripted-station.ts'

// The namespace form: each board in a network of its own behind one switch, real broadcasts, the station in another.

const root = join(import.meta.dirname, '../..')
const mebibyte = 1024 * 1024
const limit = 60_000
const name = `bb-${process.pid}-simulator`
const stationNamespace = `${name}-station`

interface StationProcess {
  readonly raw: Buffer
  stop(): Promise<void>
}

describe.skipIf(needRoot('simulated boards in network namespaces'))('in namespaces', () => {
  let folder: string
  let bench: SimulatedBench
  let station: StationProcess

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'))
    const [brokerPath, copierFolder] = await Promise.all([
      buildBroker(),
      buildCopier('host'),
      runOrFail('ip', ['netns', 'add', stationNamespace]),
    ])
    bench = await createSimulatedBench({
      count: 3,
      models: ['cm4', 'pi-3b-plus', 'cm5'],
      network: {
        kind: 'namespace',
        name,
        stationNamespace,
        stationInterface: 'bench0',
        stationAddress: '10.77.50.1/24',
      },
      storageBytes: 16 * mebibyte,
      folder: join(folder, 'boards'),
      clientPath: join(root, 'initramfs/provisioning-client.sh'),
      copierPath: join(copierFolder, 'bootbench-copier'),
      timeScale: 0.1,
    })
    station = await startStation({
      place: {
        kind: 'interface',
        interfaceName: 'bench0',
        address: '10.77.50.1',
        httpPort: 5000,
        brokerPath,
        moverPath: await buildMover(),
      },
      netmask: '255.255.255.0',
      range: { first: '10.77.50.100', last: '10.77.50.150' },
      deployMebibytes: 4,
    })
    await bench.start()
  })

  afterAll(async () => {
    await bench?.stop()
    await station?.stop()
    await runOrFail('ip', ['netns', 'delete', stationNamespace])
    await rm(folder, { recursive: true, force: true })
  })

  test('boards ask by broadcast, are deployed, and boot what was deployed', async () => {
    await Promise.all(bench.boards.map((board) => board.waitFor('booted-local', limit)))
    for (const board of bench.boards) {
      const written = (await readFile(board.storageFile)).subarray(0, station.raw.length)
      expect(written.equals(station.raw)).toBe(true)
    }
    const addresses = bench.boards.flatMap((board) =>
      board.events.history().flatMap((event) => (event.kind === 'address' ? [event.address] : [])),
    )
    expect(new Set(addresses).size).toBe(3)
  })

  test('a board that is switched off and on netboots again and takes its old address', async () => {
    const [board] = bench.boards
    const before = board?.events.history().findLast((event) => event.kind === 'address')
    await board?.powerOff()
    await board?.powerOn()
    expect(await board?.waitFor('address', limit)).toEqual(before)
    await board?.waitFor('booted-local', limit)
  })
})

async function startStation(options: ScriptedStationOptions): Promise<StationProcess> {
  const program = join(import.meta.dirname, 'scripted-station-main.ts')
  const words = ['netns', 'exec', stationNamespace, process.execPath, program]
  const child: ChildProcess = spawn('ip', [...words, JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const ready = await Promise.race([once(child, 'message'), exited])
  const [message] = ready as [{ raw?: string }]
  if (message?.raw === undefined) throw new Error('the scripted station did not start')
  return {
    raw: Buffer.from(message.raw, 'base64'),
    async stop() {
      child.disconnect()
      await exited
    },
  }
}

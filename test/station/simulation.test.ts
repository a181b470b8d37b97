import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createSimulation } from '../../headless/simulation.ts'

const programFolder = join(import.meta.dirname, '../..')
const isBuilt = existsSync(join(programFolder, 'build/copier/bootbench-copier'))

if (!isBuilt) console.warn('The simulation is not tested: the block copier is not built.')

test.skipIf(!isBuilt)(
  'simulated boards run at an address of their own until they are stopped',
  { timeout: 120_000 },
  async () => {
    const simulation = createSimulation(programFolder)
    const [first, again] = await Promise.all([simulation.start(1), simulation.start(1)])
    if (first.kind === 'refused') throw new Error(first.message)
    expect(again).toEqual(first)
    const socket = new WebSocket(`${first.url.replace('http', 'ws')}/rpc`)
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await simulation.stop()
    await closed
    await expect(fetch(first.url)).rejects.toThrow()
  },
)

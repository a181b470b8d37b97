import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { boardIdentity } from './board-model.ts'
import { type FakeApi, startFakeApi } from './fake-api.ts'
import { type FakeStation, startFakeStation } from './fake-station.ts'
import { createLoopbackNetwork } from './loopback-network.ts'
import {
  createSimulatedBoard,
  type SimulatedBoard,
  type SimulatedBoardOptions,
} from './simulated-board.ts'

const client = new URL('../initramfs/provisioning-client.sh', import.meta.url).pathname
const limit = 15_000

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Bench {
  readonly api: FakeApi
  readonly station: FakeStation
  readonly files: Record<string, string>
  readonly board: SimulatedBoard
}

async function createBench(options: Partial<SimulatedBoardOptions> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'simulated-board-'))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  const api = await startFakeApi()
  cleanups.push(api.stop)
  const files: Record<string, string> = {
    'start4.elf': 'start',
    'fixup4.dat': 'fixup',
    'config.txt': 'kernel=kernel8.img\n',
    'kernel8.img': 'kernel',
    'cmdline.txt': `quiet bootbench.server=${api.url} bootbench.boot=0123456789abcdef`,
  }
  const station = await startFakeStation({ files })
  cleanups.push(station.stop)
  const board = createSimulatedBoard({
    identity: boardIdentity('cm4', 0x1234),
    folder,
    storageBytes: 8 * 1024 * 1024,
    programs: { client, copier: '/nonexistent/copier' },
    timeScale: 0.01,
    createNetwork: (isLost) =>
      createLoopbackNetwork({
        dhcpServer: { address: '127.0.0.1', port: station.dhcpPort },
        tftpPort: station.tftpPort,
        isLost,
      }),
    ...options,
  })
  cleanups.push(board.close)
  return { api, station, files, board }
}

async function makeBootable(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(Uint8Array.of(0x0c), 0, 1, 450)
  await file.write(Uint8Array.of(0x55, 0xaa), 0, 2, 510)
  await file.close()
}

/** Whether a process of this group still runs; one that only waits to be buried does not. */
async function isAlive(group: number): Promise<boolean> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(
    processes.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')),
  )
  return stats.some((stat) => {
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return processGroup === String(group) && state !== 'Z'
  })
}

test('a board boots from the network and its agent registers with the token of this boot', async () => {
  const { api, board } = await createBench()
  await board.powerOn()
  await board.waitFor('agent-started', limit)
  await waitForRegistration(board)
  expect(api.registrations[0]).toMatchObject({
    mac: 'd8:3a:dd:00:12:34',
    ip: '127.0.0.50',
    agent: 1,
    bootToken: '0123456789abcdef',
    serial: '10000000ab001234',
    model: 'Raspberry Pi Compute Module 4 Rev 1.1',
    revision: 'd03141',
    memoryBytes: 8 * 1024 ** 3,
    bootMode: 'network',
    storages: [{ path: 'mmcblk0', kind: 'emmc', sizeBytes: 8 * 1024 * 1024, removable: false }],
  })
})

test('a board that is told to restart goes through its boot rom again', async () => {
  const { api, station, board } = await createBench()
  api.handOut(board.identity.mac, { action: 'reboot' })
  await board.powerOn()
  await board.waitFor('restarting', limit)
  await board.waitFor('address', limit)
  await board.waitFor('agent-started', limit)
  const discovers = station.dhcpRequests.filter((one) => one.options.messageType === 'discover')
  expect(discovers).toHaveLength(2)
})

test('a board that finds no files boots from its storage once something bootable is there', async () => {
  const { files, board } = await createBench()
  for (const name of Object.keys(files)) delete files[name]
  await board.powerOn()
  await board.waitFor('network-boot-failed', limit)
  await board.waitFor('no-local-system', limit)
  await makeBootable(board.storageFile)
  await board.waitFor('booted-local', limit)
})

test('a board whose eeprom says storage first asks nobody when its storage boots', async () => {
  const { station, board } = await createBench({ bootOrder: 'local-first' })
  await board.powerOn()
  await board.waitFor('no-local-system', limit)
  await board.waitFor('agent-started', limit)
  await board.powerOff()
  const before = station.dhcpRequests.length
  await makeBootable(board.storageFile)
  await board.powerOn()
  await board.waitFor('booted-local', limit)
  expect(station.dhcpRequests).toHaveLength(before)
})

test('when the power goes, every process of the agent is gone at once', async () => {
  const { board } = await createBench()
  await board.powerOn()
  const { process: group } = await board.waitFor('agent-started', limit)
  expect(await isAlive(group)).toBe(true)
  await board.powerOff()
  expect(board.events.history().at(-1)).toEqual({ kind: 'power-off', cause: 'asked' })
  // It has let go of its files by now, which is what was waited for; the kernel may still be taking it off the list.
  await expect.poll(() => isAlive(group)).toBe(false)
  await board.powerOn()
  await board.waitFor('agent-started', limit)
})

test('power can go and come at any stage', async () => {
  const { board } = await createBench()
  for (const stage of ['power-on', 'discover', 'address', 'boot-file', 'kernel'] as const) {
    await board.powerOn()
    await board.waitFor(stage, limit)
    await board.powerOff()
  }
  await board.powerOn()
  await board.waitFor('agent-started', limit)
  expect(board.events.history().filter((event) => event.kind === 'broken')).toEqual([])
})

test('a board that vanishes while it reads files starts its next boot with new faults', async () => {
  const { station, board } = await createBench({ faults: { vanishAt: 'boot-files' } })
  await board.powerOn()
  await board.waitFor('vanished', limit)
  const names = station.readRequests.map((request) => request.fileName)
  expect(names).not.toContain('kernel8.img')
  await board.powerOff()
  await board.setFaults({})
  await board.powerOn()
  await board.waitFor('agent-started', limit)
})

test('waiting for an event that does not come says what happened instead', async () => {
  const { board } = await createBench()
  await board.powerOn()
  await expect(board.waitFor('booted-local', 300)).rejects.toThrow(
    /no 'booted-local' within 300 ms.*agent-started/s,
  )
})

async function waitForRegistration(board: SimulatedBoard): Promise<void> {
  for (;;) {
    const { line } = await board.waitFor('agent-line', limit)
    if (line.includes('Registered at')) return
  }
}

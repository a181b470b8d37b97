import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../../contract/board.ts'
import { makeDemoBootFiles } from '../../headless/demo/boot-files.ts'
import {
  type BenchNetwork,
  boardInterface,
  createBenchNetwork,
} from '../../simulator/bench-network.ts'
import { boardIdentity } from '../../simulator/board-model.ts'
import { createRemoteBoard } from '../../simulator/remote-board.ts'
import type { SimulatedBoard } from '../../simulator/simulated-board.ts'
import { buildBroker } from '../lab/build-broker.ts'
import { LabProcess } from '../lab/lab-process.ts'
import { needRoot } from '../lab/need-root.ts'
import { runOrFail } from '../lab/run-program.ts'

// proxyDHCP beside a real DHCP server: dnsmasq gives the address, the station adds where to boot from.

const root = join(import.meta.dirname, '../..')
const cli = join(root, 'headless/cli.ts')
const name = `bb-${process.pid}-proxy`
const stationNamespace = `${name}-station`

describe.skipIf(needRoot('proxyDHCP beside dnsmasq'))('in proxy mode', () => {
  let folder: string
  let network: BenchNetwork
  let board: SimulatedBoard
  let station: LabProcess
  let dnsmasq: LabProcess

  beforeAll(async () => {
    await buildBroker()
    folder = mkdtempSync(join(tmpdir(), 'bootbench-proxy-'))
    makeDemoBootFiles(join(folder, 'boot'), 64 * 1024)
    await runOrFail('ip', ['netns', 'add', stationNamespace])
    await runOrFail('ip', ['-n', stationNamespace, 'link', 'set', 'lo', 'up'])
    network = await createBenchNetwork({
      name,
      stationNamespace,
      stationInterface: 'st0',
      stationAddress: '10.20.50.1/24',
    })
    const office = await network.addBoard('02:00:00:00:00:0f')
    await runOrFail('ip', [
      '-n',
      office,
      'address',
      'add',
      '10.20.50.254/24',
      'dev',
      boardInterface,
    ])
    dnsmasq = new LabProcess('ip', [
      ...[
        'netns',
        'exec',
        office,
        'dnsmasq',
        '--keep-in-foreground',
        '--port=0',
        '--no-ping',
        '--log-facility=-',
      ],
      ...[
        `--interface=${boardInterface}`,
        // The simulated board's kernel drops what is sent to an address that it does not have yet; a real boot ROM does not.
        '--dhcp-broadcast',
        '--bind-interfaces',
        '--dhcp-range=10.20.50.150,10.20.50.160,10m',
      ],
      ...[
        `--dhcp-leasefile=${join(folder, 'leases')}`,
        `--pid-file=${join(folder, 'pid')}`,
        '--conf-file=/dev/null',
      ],
    ])
    await dnsmasq.waitForLine(/DHCP, IP range/, 10_000)
    station = new LabProcess('ip', [
      ...[
        'netns',
        'exec',
        stationNamespace,
        process.execPath,
        cli,
        'serve',
        '--interface',
        'st0',
        '--keep-address',
      ],
      ...['--dhcp', 'proxy', '--data', join(folder, 'station'), '--boot', join(folder, 'boot')],
    ])
    await station.waitForLine(/The user interface is at/, 30_000)
    const identity = boardIdentity('cm4', 1)
    board = await createRemoteBoard(
      {
        identity,
        folder: join(folder, 'board'),
        storageBytes: 16 * 1024 * 1024,
        programs: {
          client: join(root, 'initramfs/provisioning-client.sh'),
          copier: join(root, 'build/copier/bootbench-copier'),
        },
        timeScale: 0.2,
      },
      { namespace: await network.addBoard(identity.mac), interfaceName: boardInterface },
    )
  })

  afterAll(async () => {
    await board?.close()
    await station?.stop()
    await dnsmasq?.stop()
    await network?.remove()
    await runOrFail('ip', ['netns', 'delete', stationNamespace])
    rmSync(folder, { recursive: true, force: true })
  })

  test('a board gets its address from the other server, its files from us, and appears', async () => {
    await board.powerOn()
    const address = await board.waitFor('address', 30_000)
    expect(address.address).toMatch(/^10\.20\.50\.15\d$|^10\.20\.50\.160$/)
    await board.waitFor('agent-started', 60_000)
    await station.waitForLine(/registered from 10\.20\.50\.1[56]\d/, 30_000)
    const args = ['netns', 'exec', stationNamespace, process.execPath, cli, 'boards', '--json']
    const boards = JSON.parse(await runOrFail('ip', args)) as Board[]
    expect(boards).toMatchObject([{ serial: board.identity.serial, stage: { kind: 'ready' } }])
  })
})

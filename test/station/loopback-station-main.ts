// A real station on loopback for tests that kill it: `node loopback-station-main.ts '<LoopbackStation as JSON>'`. Prints "ready" when it serves.
import { join } from 'node:path'
import { createDemoPower } from '../../headless/demo/power.ts'
import { createDemoUsb } from '../../headless/demo/usb-boards.ts'
import { createDemoCables } from '../../headless/demo/usb-cables.ts'
import { runStation } from '../../headless/run-station.ts'
import { createSimulatedNodes } from '../../simulator/gadget-nodes.ts'
import { createSimulatedSerialPorts } from '../../simulator/serial-ports.ts'
import { buildBroker, buildMover } from '../lab/build-broker.ts'
import { buildCopier } from '../lab/build-copier.ts'
import type { LoopbackStation } from './station-child.ts'

const usbTiming = { checkPause: 100, returnLimit: 3_000, silence: { timeout: 1_000, times: 2 } }

const given = JSON.parse(process.argv[2] ?? '') as LoopbackStation
const serialPorts = createSimulatedSerialPorts(given.serialNodes ?? 0, 0.1)
const programs = { brokerPath: await buildBroker(), moverPath: await buildMover() }
const running = await runStation(
  {
    dataFolder: given.dataFolder,
    bootFolders: [given.bootFolder],
    version: 'test',
    compatibility: given.compatibility,
    extraCommandLine: '',
    simulated: true,
    programs,
    compressionLevel: 1,
    clock: Date.now,
    log: (message) => process.stderr.write(`${message}\n`),
    world: {
      serialPorts,
      nodes: createSimulatedNodes(serialPorts),
      ...(given.usbFilesOrigin === undefined ? {} : { usbFilesOrigin: given.usbFilesOrigin }),
      ...(given.usbBoards === true ? await usbWorld() : {}),
    },
    ...(given.timing === undefined ? {} : { timing: given.timing }),
  },
  { port: given.controlPort, interfaceFolder: given.interfaceFolder },
)
const serving = await running.station.serve({
  place:
    given.interfaceName === undefined
      ? { kind: 'loopback', ...given, moverPath: programs.moverPath }
      : { kind: 'interface', ...given, interfaceName: given.interfaceName, ...programs },
  prefixLength: 24,
  range: { first: `${given.subnet}.10`, last: `${given.subnet}.250` },
  reservations: [],
  dhcp: 'server',
  leaseSeconds: 600,
  assignAddress: false,
})
if (serving.kind !== 'serving') throw new Error(JSON.stringify(serving))
process.on('SIGTERM', () => {
  running.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdout.write('ready\n')

/** Boards on USB cables, and the ports that feed them and the nodes. */
async function usbWorld() {
  const { cables, usbLink } = await createDemoCables({
    folder: join(given.dataFolder, 'usb-boards'),
    programs: {
      client: join(import.meta.dirname, '../../initramfs/provisioning-client.sh'),
      copier: join(await buildCopier('host'), 'bootbench-copier'),
    },
    storageBytes: 64 * 1024 * 1024,
    log: (message) => process.stderr.write(`${message}\n`),
  })
  const usbBus = createDemoUsb(given.dataFolder, 0.1, cables)
  return { usbBus, usbLink, usbTiming, powerDrivers: createDemoPower(serialPorts, usbBus) }
}

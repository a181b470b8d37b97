// The station's process of the tests: the real service, which serves simulated boards on loopback instead of a network port.
import { runStationService } from '../../electron/station-service.ts'
import { buildMover } from '../lab/build-broker.ts'
import type { LoopbackBench } from './desktop-under-test.ts'

const given = JSON.parse(process.env.BOOTBENCH_LOOPBACK ?? '') as LoopbackBench
const { parentPort } = process
if (parentPort === undefined) throw new Error('This is started by the stand-in of Electron.')

runStationService({
  parentPort,
  exit: (code) => process.exit(code),
  log: (message) => process.stderr.write(`${message}\n`),
  begin: async (station) => {
    if (station.images.list().length === 0) {
      const image = { path: given.imagePath, fileName: 'golden.img', name: 'golden' }
      station.imports.start(image, () => undefined)
    }
    const serving = await station.serve({
      place: {
        kind: 'loopback',
        address: `${given.subnet}.1`,
        httpPort: given.httpPort,
        dhcpPort: given.dhcpPort,
        tftpPort: given.tftpPort,
        moverPath: await buildMover(),
      },
      prefixLength: 24,
      range: { first: `${given.subnet}.10`, last: `${given.subnet}.250` },
      reservations: [],
      dhcp: 'server',
      leaseSeconds: 600,
      assignAddress: false,
    })
    if (serving.kind !== 'serving') throw new Error(JSON.stringify(serving))
  },
})

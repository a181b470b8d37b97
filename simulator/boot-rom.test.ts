import { afterEach, expect, test } from 'vitest'
import type { BoardEvent } from './board-events.ts'
import type { BoardFaults } from './board-faults.ts'
import { type BoardModelKey, boardIdentity, bootTimes } from './board-model.ts'
import { randomLoss } from './board-network.ts'
import { bootFromNetwork, type NetworkBootResult } from './boot-rom.ts'
import { type FakeStation, type FakeStationOptions, startFakeStation } from './fake-station.ts'
import { createLoopbackNetwork } from './loopback-network.ts'

const config = 'arm_64bit=1\nkernel=kernel8.img\ninitramfs initrd.img followkernel\n'
const commandLine = 'console=tty1 bootbench.server=http://127.0.0.1:5000 bootbench.boot=00ff\n'
const kernel = new Uint8Array(300_000).fill(7)

/** The files that one shared folder for all models holds. */
const files: Record<string, Uint8Array | string> = {
  'config.txt': config,
  'cmdline.txt': commandLine,
  'bootcode.bin': 'bootcode',
  'start.elf': 'start',
  'fixup.dat': 'fixup',
  'start4.elf': 'start4',
  'fixup4.dat': 'fixup4',
  'bcm2710-rpi-3-b.dtb': 'tree',
  'bcm2710-rpi-3-b-plus.dtb': 'tree',
  'bcm2711-rpi-4-b.dtb': 'tree',
  'bcm2711-rpi-cm4.dtb': 'tree',
  'bcm2712-rpi-5-b.dtb': 'tree',
  'kernel8.img': kernel,
  'initrd.img': new Uint8Array(1024 * 20),
}

const stations: FakeStation[] = []
afterEach(async () => {
  for (const station of stations.splice(0)) await station.stop()
})

interface Boot {
  readonly result: NetworkBootResult
  readonly station: FakeStation
  readonly events: BoardEvent[]
}

async function boot(
  key: BoardModelKey,
  options: Partial<FakeStationOptions> & { faults?: BoardFaults; limits?: number } = {},
): Promise<Boot> {
  const station = await startFakeStation({ files, ...options })
  stations.push(station)
  const identity = boardIdentity(key, 0x1234)
  const events: BoardEvent[] = []
  const times = {
    ...bootTimes(identity.model, 0.02),
    discoverInterval: 100,
    dhcpLimit: identity.model.generation === 'bcm2710' ? 500 : 900,
    tftpRetry: 20,
    tftpFileLimit: options.limits ?? 5000,
  }
  const result = await bootFromNetwork({
    identity,
    network: createLoopbackNetwork({
      dhcpServer: { address: '127.0.0.1', port: station.dhcpPort },
      tftpPort: station.tftpPort,
      isLost: randomLoss(() => options.faults?.lossPercent ?? 0),
    }),
    times,
    faults: options.faults ?? {},
    machineIdentifierForm: 'normal',
    random: Math.random,
    signal: new AbortController().signal,
    report: (event) => events.push(event),
  })
  return { result, station, events }
}

/** Names asked for, where asking twice in a row for the same one (look, then read) counts once. */
function names(station: FakeStation): string[] {
  const all = station.readRequests.map((request) => request.fileName)
  return all.filter((name, at) => name !== all[at - 1])
}

test('a compute module 4 asks for the files of the recorded log, in its order', async () => {
  const { station } = await boot('cm4', {
    files: {
      ...files,
      'config.txt': 'initramfs initrd.img followkernel\ndtoverlay=dwc2,dr_mode=host\n',
    },
  })
  expect(names(station)).toEqual([
    'ab001234/start4.elf',
    'ab001234/start.elf',
    'config.txt',
    'pieeprom.sig',
    'recover4.elf',
    'recovery.elf',
    'start4.elf',
    'fixup4.dat',
    'config.txt',
    'dt-blob.bin',
    'bootcfg.txt',
    'initrd.img',
    'bcm2711-rpi-cm4.dtb',
    'overlays/overlay_map.dtb',
    'overlays/dwc2.dtbo',
    'cmdline.txt',
    'recovery8.img',
    'recovery8-32.img',
    'recovery7l.img',
    'recovery7.img',
    'recovery.img',
    'kernel8.img',
    'armstub8-32-gic.bin',
  ])
})

test('a pi 4 keeps to the folder of its serial number where that has files', async () => {
  const { station, result } = await boot('pi-4b', { stripFolders: true })
  expect(names(station).filter((name) => !name.startsWith('ab001234/'))).toEqual([])
  expect(names(station)).toContain('ab001234/kernel8.img')
  expect(names(station)).not.toContain('ab001234/recovery8.img')
  expect(result).toMatchObject({
    kind: 'kernel',
    kernel: { kernelName: 'kernel8.img', kernelBytes: 300_000, initramfsBytes: 20_480 },
    agent: { server: 'http://127.0.0.1:5000', boot: '00ff' },
  })
})

test('a pi 4 looks before it reads, and breaks off looking with an error that is none', async () => {
  const { station } = await boot('pi-4b')
  const asked = station.readRequests.filter((request) => request.fileName === 'kernel8.img')
  expect(asked).toHaveLength(2)
  expect(asked[0]).toMatchObject({
    mode: 'octet',
    options: [
      { name: 'tsize', value: '0' },
      { name: 'blksize', value: '1468' },
    ],
  })
  expect(new Set(station.errors)).toEqual(new Set(['Early terminate']))
})

test('a pi 3 asks five times the same, sends no request, and starts with bootcode.bin', async () => {
  let discovers = 0
  const { station } = await boot('pi-3b-plus', {
    reply: (reply) => {
      discovers += 1
      return discovers < 5 ? undefined : reply
    },
  })
  const types = station.dhcpRequests.map((packet) => packet.options.messageType)
  expect(types).toEqual(Array(5).fill('discover'))
  expect(new Set(station.dhcpRequests.map((packet) => packet.transactionId))).toEqual(
    new Set([0x26f30339]),
  )
  expect(names(station)).toEqual([
    'bootcode.bin',
    'bootsig.bin',
    'b6001234/start.elf',
    'autoboot.txt',
    'config.txt',
    'recovery.elf',
    'start.elf',
    'fixup.dat',
    'config.txt',
    'dt-blob.bin',
    'bootcfg.txt',
    'initrd.img',
    'bcm2710-rpi-3-b-plus.dtb',
    'overlays/overlay_map.dtb',
    'cmdline.txt',
    'kernel8.img',
    'armstub8.bin',
  ])
})

test('a pi 5 reads no start.elf and begins with config.txt in its own folder', async () => {
  const { station, result } = await boot('pi-5')
  expect(names(station)).toEqual([
    '62001234/config.txt',
    'config.txt',
    'bcm2712-rpi-5-b.dtb',
    'overlays/bcm2712d0.dtbo',
    'overlays/overlay_map.dtb',
    'cmdline.txt',
    'initrd.img',
    'kernel8.img',
    'armstub8-2712.bin',
  ])
  expect(result.kind).toBe('kernel')
})

test('a pi 5 refuses a system that lacks its device tree unless config.txt waives the check', async () => {
  const { 'bcm2712-rpi-5-b.dtb': _tree, ...others } = files
  const refused = await boot('pi-5', { files: others })
  expect(refused.result).toEqual({
    kind: 'failed',
    reason: 'the server has no bcm2712-rpi-5-b.dtb',
  })
  const waived = await boot('pi-5', {
    files: { ...others, 'config.txt': `os_check=0\n${config}` },
  })
  expect(waived.result.kind).toBe('kernel')
})

test('a pi 4 sends four messages, and its request has no option 60', async () => {
  const { station } = await boot('pi-4b')
  const [discover, request, ...rest] = station.dhcpRequests
  expect(rest).toEqual([])
  expect(discover?.options).toMatchObject({
    messageType: 'discover',
    vendorClass: 'PXEClient:Arch:00000:UNDI:002001',
    clientArchitectures: [0],
    clientInterface: { type: 1, major: 2, minor: 1 },
  })
  expect(Buffer.from(discover?.options.clientMachineId ?? []).toString('hex')).toBe(
    '0052506934' + '1431c000' + '32001234' + '341200ab',
  )
  expect(request?.options).toMatchObject({
    messageType: 'request',
    requestedAddress: '127.0.0.50',
    serverIdentifier: '127.0.0.1',
  })
  expect(request?.options.vendorClass).toBeUndefined()
})

test('an offer without the words raspberry pi boot is no offer to a compute module', async () => {
  const { result, events, station } = await boot('cm4', {
    reply: (reply) => ({
      ...reply,
      options: { ...reply.options, vendorSpecific: Uint8Array.of(6, 1, 8, 255) },
    }),
  })
  expect(result).toEqual({ kind: 'failed', reason: 'no server offered to boot it' })
  expect(events).toContainEqual({ kind: 'offer', server: '127.0.0.1', netboot: false })
  expect(station.dhcpRequests.length).toBeGreaterThan(5)
})

test('a pi 3b wants three spaces after the words, a 3b+ does not', async () => {
  const reply: FakeStationOptions['reply'] = (one) => ({
    ...one,
    options: { ...one.options, vendorSpecific: new TextEncoder().encode('Raspberry Pi Boot') },
  })
  expect((await boot('pi-3b', { reply })).result.kind).toBe('failed')
  expect((await boot('pi-3b')).result.kind).toBe('kernel')
  expect((await boot('pi-3b-plus', { reply })).result.kind).toBe('kernel')
})

test('a board that is told file not found for everything goes on to its next boot mode', async () => {
  const { result, station } = await boot('cm4', { files: {} })
  expect(result).toEqual({ kind: 'failed', reason: 'the server has no start4.elf' })
  expect(names(station).at(-1)).toBe('start4.elf')
})

test('a board gives up a file at which the server falls silent', async () => {
  const { result } = await boot('cm4', { silentAt: 'start4.elf', limits: 200 })
  expect(result).toEqual({ kind: 'failed', reason: 'the server fell silent at start4.elf' })
})

test('a board that loses every tenth datagram still reads its kernel right', async () => {
  const { result, events } = await boot('cm4', { faults: { lossPercent: 10 } })
  const clean = await boot('cm4')
  expect(result.kind).toBe('kernel')
  const kernelEvent = (all: BoardEvent[]): BoardEvent | undefined =>
    all.find(
      (event) =>
        event.kind === 'boot-file' && event.name === 'kernel8.img' && event.result === 'read',
    )
  expect(kernelEvent(events)).toEqual(kernelEvent(clean.events))
})

test('a board that repeats its acknowledgements reads the same file', async () => {
  const { result } = await boot('pi-4b', { faults: { duplicateAcks: true } })
  expect(result).toMatchObject({ kind: 'kernel', kernel: { kernelBytes: 300_000 } })
})

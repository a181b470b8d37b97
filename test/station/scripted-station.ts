import { type FakeApi, startFakeApi } from '../../simulator/fake-api.ts'
import { padToFour, writeNewcArchive } from '../../station/netboot/newc-archive.ts'
import { type BenchPlace, openBenchSockets } from '../../station/platform/bench-sockets.ts'
import type { AddressRange } from '../../station/protocols/dhcp/lease-table.ts'
import { createDhcpServer } from '../../station/protocols/dhcp/server.ts'
import { splitSerialPrefix } from '../../station/protocols/tftp/names.ts'
import { createTftpServer } from '../../station/protocols/tftp/server.ts'
import { sealTinyImage, type TinyImage } from './tiny-image.ts'

export interface ScriptedStationOptions {
  readonly place: BenchPlace
  readonly netmask: string
  readonly range: AddressRange
  /** Deploy an image of so many mebibytes to each board when it first registers; 0 deploys nothing. */
  readonly deployMebibytes: number
}

/**
 * The real DHCP and TFTP servers with a script in place of the rest: every board gets our agent, then the image, and after
 * that is told to boot from its own storage.
 */
export interface ScriptedStation {
  readonly api: FakeApi
  readonly image: TinyImage
  stop(): Promise<void>
}

const kernel = Buffer.alloc(500_000, 'kernel')

export async function startScriptedStation(
  options: ScriptedStationOptions,
): Promise<ScriptedStation> {
  const { place } = options
  const image = sealTinyImage(Math.max(options.deployMebibytes, 1))
  const finished = new Set<string>()
  const api = await startFakeApi({
    // The place's own HTTP port is opened with its other sockets.
    listen: { address: place.address, port: place.httpPort === 0 ? 0 : place.httpPort + 1 },
    files: Object.fromEntries(
      Object.entries(image.files).map(([name, bytes]) => [`/images/tiny/${name}`, bytes]),
    ),
    next: 'reboot',
    onRegistered: (body) => {
      if (options.deployMebibytes > 0) api.handOut(String(body.mac), deployAction(body))
    },
    onResult: (job) => finished.add(job),
  })
  const stopServers = await startServers(options, bootFiles(api.url, image), (address) => {
    const board = api.registrations.findLast((body) => body.ip === address)
    return board !== undefined && finished.has(jobOf(board))
  })
  return {
    api,
    image,
    async stop() {
      await stopServers()
      await api.stop()
    },
  }
}

async function startServers(
  options: ScriptedStationOptions,
  files: Readonly<Record<string, Uint8Array>>,
  bootsLocal: (address: string) => boolean,
): Promise<() => Promise<void>> {
  const { place } = options
  const ignore = (): void => undefined
  const sockets = await openBenchSockets(place, ignore)
  if (sockets.kind === 'refused') throw new Error(sockets.message)
  sockets.proxyDhcp.close()
  const dhcp = createDhcpServer({
    mode: 'server',
    port: sockets.dhcp,
    serverAddress: place.address,
    netmask: options.netmask,
    range: options.range,
    leaseSeconds: 600,
    leaseStore: { load: () => [], save: ignore, remove: ignore },
    policy: () => ({ kind: 'netboot' }),
    onEvent: ignore,
  })
  const tftp = createTftpServer({
    socket: sockets.tftp,
    openTransferSocket: sockets.openTransferSocket,
    resolveFile: (name, client) => {
      const split = splitSerialPrefix(name)
      const bytes = split.kind === 'name' ? files[split.rest] : undefined
      if (bytes === undefined || bootsLocal(client.address)) return { kind: 'not-found' }
      return { kind: 'bytes', bytes }
    },
    onEvent: ignore,
  })
  dhcp.start()
  await tftp.start()
  return async () => {
    await tftp.stop()
    await dhcp.stop()
    sockets.close()
  }
}

function bootFiles(url: string, image: TinyImage): Record<string, Uint8Array> {
  const key = { path: 'etc/bootbench/station.pub', bytes: Buffer.from(image.publicKey) }
  const texts = {
    'config.txt': 'os_check=0\nkernel=vmlinuz\ninitramfs initrd.img followkernel\n',
    'cmdline.txt': `console=tty1 bootbench.server=${url} bootbench.boot=00112233445566778899aabbccddeeff`,
    'bootcode.bin': 'bootcode',
    'start.elf': 'start',
    'fixup.dat': 'fixup',
    'start4.elf': 'start4',
    'fixup4.dat': 'fixup4',
  }
  return {
    ...Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)] as const),
    ),
    vmlinuz: kernel,
    'initrd.img': Buffer.concat([padToFour(Buffer.alloc(100_001, 9)), writeNewcArchive([key])]),
  }
}

function jobOf(registration: Record<string, unknown>): string {
  return `job-${registration.serial}`
}

function deployAction(registration: Record<string, unknown>): Record<string, string | number> {
  const [storage] = registration.storages as { path: string; sizeBytes: number; cid: string }[]
  return {
    action: 'deploy',
    job: jobOf(registration),
    target: storage?.path ?? '',
    target_size: storage?.sizeBytes ?? 0,
    target_cid: storage?.cid ?? '',
    manifest_url: '/images/tiny/manifest.json',
    signature_url: '/images/tiny/manifest.sig',
    index_url: '/images/tiny/index.txt',
    frames_url: '/images/tiny/frames.zst',
    resume: 1,
  }
}

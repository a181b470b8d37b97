import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import {
  type DhcpPacket,
  decodeDhcp,
  emptyPacket,
  encodeDhcp,
} from '../station/protocols/dhcp/packet.ts'
import {
  decodePacket,
  encodePacket,
  type TftpPacket,
  type TftpRequest,
} from '../station/protocols/tftp/packet.ts'

export interface FakeStationOptions {
  /** The boot files, without the folder of any board. */
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** Serves `<serial8>/name` as `name`, as our station does. */
  readonly stripFolders?: boolean
  /** Changes a reply before it is sent; undefined sends none. */
  readonly reply?: (reply: DhcpPacket, request: DhcpPacket) => DhcpPacket | undefined
  /** Says nothing when one of these files is asked for. */
  readonly silentAt?: string
}

/** A scripted other end for tests of the boot ROM: DHCP and TFTP on loopback sockets, and a record of what came. */
export interface FakeStation {
  readonly dhcpPort: number
  readonly tftpPort: number
  readonly dhcpRequests: DhcpPacket[]
  /** Names in read requests, in the order in which they came. */
  readonly readRequests: TftpRequest[]
  /** Messages of ERROR packets that boards sent. */
  readonly errors: string[]
  stop(): Promise<void>
}

const address = '127.0.0.1'

/** The 32 bytes of option 43 from boot-net.adoc, with the three spaces that a Pi 3B needs. */
const bootMenu = Uint8Array.of(
  ...[6, 1, 3, 10, 4, 0, 0x50, 0x58, 0x45, 9, 0x17, 0, 0, 0x14],
  ...new TextEncoder().encode('Raspberry Pi Boot   '),
  0xff,
)

export async function startFakeStation(options: FakeStationOptions): Promise<FakeStation> {
  const [dhcp, tftp] = await Promise.all([openSocket(), openSocket()])
  const dhcpRequests: DhcpPacket[] = []
  const readRequests: TftpRequest[] = []
  const errors: string[] = []
  const transfers = new Set<Socket>()

  dhcp.on('message', (bytes, from) => {
    const decoded = decodeDhcp(bytes)
    if (decoded.kind === 'bad') return
    dhcpRequests.push(decoded.packet)
    const reply = replyTo(decoded.packet)
    const changed = options.reply === undefined ? reply : options.reply(reply, decoded.packet)
    if (changed !== undefined) dhcp.send(encodeDhcp(changed), from.port, from.address)
  })

  tftp.on('message', (bytes, from) => {
    const decoded = decodePacket(bytes)
    if (!decoded.ok || decoded.packet.kind !== 'read-request') return
    readRequests.push(decoded.packet)
    if (options.silentAt === decoded.packet.fileName) return
    const name = decoded.packet.fileName.replace(options.stripFolders ? /^[0-9a-f]{8}\// : /^$/, '')
    void serve(options.files[name], decoded.packet, from, errors, transfers)
  })

  return {
    dhcpPort: dhcp.address().port,
    tftpPort: tftp.address().port,
    dhcpRequests,
    readRequests,
    errors,
    async stop() {
      for (const socket of [dhcp, tftp, ...transfers]) socket.close()
    },
  }
}

function replyTo(request: DhcpPacket): DhcpPacket {
  const { options } = request
  return {
    ...emptyPacket('reply'),
    transactionId: request.transactionId,
    hardwareAddress: request.hardwareAddress,
    yourAddress: '127.0.0.50',
    serverAddress: address,
    options: {
      messageType: options.messageType === 'request' ? 'ack' : 'offer',
      serverIdentifier: address,
      subnetMask: '255.0.0.0',
      leaseSeconds: 600,
      vendorClass: 'PXEClient',
      vendorSpecific: bootMenu,
    },
  }
}

async function serve(
  content: Uint8Array | string | undefined,
  request: TftpRequest,
  from: RemoteInfo,
  errors: string[],
  transfers: Set<Socket>,
): Promise<void> {
  const socket = await openSocket()
  transfers.add(socket)
  const send = (packet: TftpPacket): void =>
    socket.send(encodePacket(packet), from.port, from.address)
  const finish = (): void => {
    if (transfers.delete(socket)) socket.close()
  }
  if (content === undefined) {
    socket.send(
      encodePacket({ kind: 'error', code: 1, message: 'no such file' }),
      from.port,
      from.address,
      finish,
    )
    return
  }
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const blockSize = Number(
    request.options.find((option) => option.name === 'blksize')?.value ?? 512,
  )
  socket.on('message', (answer) => {
    const decoded = decodePacket(answer)
    if (!decoded.ok) return
    if (decoded.packet.kind === 'error') {
      errors.push(decoded.packet.message)
      finish()
    } else if (decoded.packet.kind === 'acknowledgement') {
      const start = decoded.packet.block * blockSize
      if (start > bytes.length) return finish()
      const payload = bytes.subarray(start, start + blockSize)
      send({ kind: 'data', block: decoded.packet.block + 1, payload })
    }
  })
  const options = [
    { name: 'tsize', value: String(bytes.length) },
    { name: 'blksize', value: String(blockSize) },
  ]
  send({ kind: 'option-acknowledgement', options })
}

function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, address, () => resolve(socket))
  })
}

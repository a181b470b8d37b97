/** Makes hostile DHCP datagrams out of good ones, the same ones for the same seed. */
import {
  type DhcpOptions,
  type DhcpPacket,
  emptyPacket,
  encodeDhcp,
} from '../../station/protocols/dhcp/packet.ts'

export type RandomNumber = (below: number) => number

/** A small generator of pseudo-random numbers (mulberry32). */
export function createRandom(seed: number): RandomNumber {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** One good packet of each kind that a server may meet. */
export function goodPackets(): Uint8Array[] {
  const pi: DhcpOptions = {
    vendorClass: 'PXEClient:Arch:00000:UNDI:002001',
    clientArchitectures: [0],
    clientInterface: { type: 1, major: 2, minor: 1 },
    clientMachineId: Uint8Array.from([0, 0x52, 0x50, 0x69, 0x34, ...new Array(12).fill(7)]),
    parameterList: Uint8Array.of(1, 3, 43, 60, 66, 67, 128, 129),
  }
  const linux: DhcpOptions = {
    vendorClass: 'udhcp 1.36.1',
    hostName: 'board',
    clientIdentifier: Uint8Array.of(1, 2, 0, 0, 0, 0, 1),
    maxMessageSize: 576,
  }
  const taken: DhcpOptions = { requestedAddress: '10.0.0.10', serverIdentifier: '10.0.0.1' }
  const packets: DhcpPacket[] = [
    packet({ messageType: 'discover', ...pi }),
    packet({ messageType: 'discover', ...linux }),
    packet({ messageType: 'discover', ...pi, clientMachineId: new Uint8Array(17).fill(0x44, 1) }),
    packet({ messageType: 'discover', vendorClass: 'PXEClient', clientArchitectures: [11] }),
    packet({ messageType: 'request', ...taken }),
    packet({ messageType: 'request', ...linux, requestedAddress: '10.0.0.11' }),
    { ...packet({ messageType: 'request', ...linux }), clientAddress: '10.0.0.10' },
    packet({ messageType: 'decline', ...taken }),
    { ...packet({ messageType: 'release', ...taken }), clientAddress: '10.0.0.10' },
    { ...packet({ messageType: 'inform', ...linux }), clientAddress: '10.0.0.77' },
    {
      ...packet({ messageType: 'discover', relayInformation: new Uint8Array(300) }),
      relayAddress: '10.0.0.254',
    },
    { ...packet({ messageType: 'offer', serverIdentifier: '10.0.0.2' }), operation: 'reply' },
    packet({ messageType: 'discover', vendorSpecific: new Uint8Array(600).fill(6) }),
  ]
  return packets.map(encodeDhcp)
}

/** A changed copy: bytes flipped, options cut, stretched or put in, clients made up, the end torn off. */
export function mutate(good: Uint8Array, random: RandomNumber): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(good)
  // Another client, so that leases and memories fill up.
  bytes[32] = random(256)
  bytes[33] = random(256)
  for (let count = random(5); count > 0; count -= 1) bytes = mutateOnce(bytes, random)
  return bytes
}

function mutateOnce(bytes: Uint8Array, random: RandomNumber): Uint8Array {
  const place = random(Math.max(bytes.length, 1))
  const optionPlace = Math.min(240 + random(64), Math.max(bytes.length - 1, 0))
  switch (random(6)) {
    case 0:
      bytes[place] = random(256)
      return bytes
    case 1:
      bytes[optionPlace] = random(256)
      return bytes
    case 2:
      return bytes.slice(0, place)
    case 3:
      return insert(bytes, optionPlace, Uint8Array.of(random(256), random(256), random(256)))
    case 4:
      return insert(bytes, Math.min(240, bytes.length), Uint8Array.of(52, 1, random(5)))
    default:
      return insert(bytes, bytes.length, new Uint8Array(random(400)).fill(random(256)))
  }
}

function insert(bytes: Uint8Array, place: number, added: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length + added.length)
  longer.set(bytes.subarray(0, place))
  longer.set(added, place)
  longer.set(bytes.subarray(place), place + added.length)
  return longer
}

function packet(options: DhcpOptions): DhcpPacket {
  return { ...emptyPacket('request'), hardwareAddress: '02:00:00:00:00:01', options }
}

import { expect, test } from 'vitest'
import { type DhcpPacket, decodeDhcp, emptyPacket, encodeDhcp, encodeDhcpWithin } from './packet.ts'

test('a packet with every header field and every known option survives the wire', () => {
  const packet = fullPacket()
  expect(decodeDhcp(encodeDhcp(packet))).toEqual({ kind: 'ok', packet })
})

test('the header stands where RFC 2131 puts it', () => {
  const bytes = encodeDhcp(fullPacket())
  expect([...bytes.subarray(0, 12)]).toEqual([1, 1, 6, 2, 0x26, 0xf3, 3, 0x39, 0, 9, 0x80, 0])
  expect([...bytes.subarray(12, 34)]).toEqual([
    10, 0, 0, 1, 10, 0, 0, 2, 10, 0, 0, 3, 10, 0, 0, 4, 0xdc, 0xa6, 0x32, 1, 2, 3,
  ])
  expect([...bytes.subarray(236, 243)]).toEqual([99, 130, 83, 99, 53, 1, 3])
})

test('a short packet is padded to 300 bytes', () => {
  const packet = { ...emptyPacket('reply'), options: { messageType: 'offer' as const } }
  expect(encodeDhcp(packet)).toHaveLength(300)
})

test('every truncation of a full packet is refused or read, never thrown at', () => {
  const bytes = encodeDhcp({ ...fullPacket(), serverName: '', bootFile: '' })
  for (let length = 0; length < bytes.length; length += 1) {
    const result = decodeDhcp(bytes.subarray(0, length))
    if (length < 240) expect(result.kind).toBe('bad')
  }
})

test('every option cut short at every length is refused', () => {
  for (let code = 1; code < 255; code += 1) {
    for (const length of [1, 2, 4, 16, 255]) {
      for (const present of new Set([0, 1, length - 1])) {
        if (present >= length) continue
        const result = decodeDhcp(withOptions([code, length, ...new Array(present).fill(1)]))
        expect(result).toEqual({ kind: 'bad', reason: `its option ${code} is cut short` })
      }
    }
    expect(decodeDhcp(withOptions([code])).kind).toBe('bad')
  }
})

test('every option of every length from 0 to 40 is read or refused with its number', () => {
  for (let code = 1; code < 255; code += 1) {
    for (let length = 0; length <= 40; length += 1) {
      const result = decodeDhcp(withOptions([code, length, ...new Array(length).fill(1), 255]))
      if (result.kind === 'bad') expect(result.reason).toContain(`option ${code}`)
    }
  }
})

test.each([
  [1, 4],
  [28, 4],
  [50, 4],
  [51, 4],
  [54, 4],
  [58, 4],
  [59, 4],
  [57, 2],
  [53, 1],
  [94, 3],
])('option %i must have exactly %i bytes', (code, length) => {
  const result = (size: number) =>
    decodeDhcp(withOptions([code, size, ...new Array(size).fill(1), 255])).kind
  expect(result(length)).toBe('ok')
  expect(result(length - 1)).toBe('bad')
  expect(result(length + 1)).toBe('bad')
})

test('an empty host name is as good as none', () => {
  const result = decodeDhcp(withOptions([53, 1, 1, 12, 0, 255]))
  expect(result).toMatchObject({ kind: 'ok', packet: { options: { messageType: 'discover' } } })
  expect(result.kind === 'ok' && 'hostName' in result.packet.options).toBe(false)
})

test('pads between options are skipped and what follows the end is not read', () => {
  const result = decodeDhcp(withOptions([0, 0, 53, 1, 1, 0, 12, 2, 104, 105, 255, 12, 99]))
  expect(result).toMatchObject({
    kind: 'ok',
    packet: { options: { messageType: 'discover', hostName: 'hi' } },
  })
})

test('options without an end mark are read to the end of the datagram', () => {
  expect(decodeDhcp(withOptions([53, 1, 1]))).toMatchObject({
    packet: { options: { messageType: 'discover' } },
  })
})

test('a trailing NUL of a text is not part of it', () => {
  const result = decodeDhcp(withOptions([12, 3, 104, 105, 0, 255]))
  expect(result).toMatchObject({ packet: { options: { hostName: 'hi' } } })
})

test('a message type beyond INFORM is refused', () => {
  expect(decodeDhcp(withOptions([53, 1, 9, 255])).kind).toBe('bad')
  expect(decodeDhcp(withOptions([53, 1, 0, 255])).kind).toBe('bad')
})

test('a wrong cookie, a wrong operation and an impossible address length are refused in words', () => {
  const reasonOf = (offset: number, value: number) => {
    const bytes = encodeDhcp(fullPacket())
    bytes[offset] = value
    const result = decodeDhcp(bytes)
    return result.kind === 'bad' ? result.reason : 'read'
  }
  expect(reasonOf(236, 1)).toBe('it has no DHCP magic cookie')
  expect(reasonOf(0, 3)).toBe('its operation is 3, neither 1 nor 2')
  expect(reasonOf(2, 17)).toBe('its hardware address has 17 bytes, 16 is the most')
})

test('an option of more than 255 bytes is split on the wire and joined again', () => {
  const vendorSpecific = Uint8Array.from({ length: 700 }, (_, index) => index & 255)
  const packet = { ...emptyPacket('reply'), options: { vendorSpecific } }
  const bytes = encodeDhcp(packet)
  expect([bytes[240], bytes[241], bytes[497], bytes[498], bytes[754], bytes[755]]).toEqual([
    43, 255, 43, 255, 43, 190,
  ])
  expect(decodeDhcp(bytes)).toEqual({ kind: 'ok', packet })
})

test('pieces of one option are joined in the order options, file, sname', () => {
  const bytes = withOptions([52, 1, 3, 12, 1, 97, 255])
  bytes.set([12, 1, 98, 255], 108)
  bytes.set([12, 1, 99, 255], 44)
  expect(decodeDhcp(bytes)).toMatchObject({
    packet: { bootFile: '', serverName: '', options: { hostName: 'abc' } },
  })
})

test('a bad overload value is refused, and so is a cut option in an overloaded field', () => {
  expect(decodeDhcp(withOptions([52, 1, 4, 255])).kind).toBe('bad')
  expect(decodeDhcp(withOptions([52, 2, 1, 1, 255])).kind).toBe('bad')
  const bytes = withOptions([52, 1, 1, 255])
  bytes.fill(7, 108, 236)
  bytes[235] = 200
  expect(decodeDhcp(bytes).kind).toBe('bad')
})

test('options that do not fit move into file and sname and come back', () => {
  const options = {
    messageType: 'ack' as const,
    hostName: 'h'.repeat(200),
    message: 'm'.repeat(60),
    domainName: 'd'.repeat(50),
    tftpServerName: 't'.repeat(40),
  }
  const packet = { ...emptyPacket('reply'), options }
  const { bytes, omitted } = encodeDhcpWithin(packet, 240 + 230)
  expect(omitted).toEqual([])
  expect(bytes.length).toBeLessThanOrEqual(240 + 230)
  expect(decodeDhcp(bytes)).toEqual({ kind: 'ok', packet })
})

test('a used boot file field is never overloaded and what fits nowhere is named', () => {
  const options = {
    messageType: 'ack' as const,
    hostName: 'h'.repeat(200),
    message: 'm'.repeat(80),
  }
  const packet = { ...emptyPacket('reply'), bootFile: 'start4.elf', options }
  const { bytes, omitted } = encodeDhcpWithin(packet, 240 + 230)
  expect(omitted).toEqual([56])
  const result = decodeDhcp(bytes)
  expect(result).toMatchObject({ packet: { bootFile: 'start4.elf' } })
})

test('the relay’s information is the last option and is dropped before it is overloaded', () => {
  const relayInformation = Uint8Array.of(1, 2, 3, 4)
  const other = [{ code: 200, data: Uint8Array.of(9) }]
  const packet: DhcpPacket = { ...emptyPacket('reply'), options: { other, relayInformation } }
  const bytes = encodeDhcp(packet)
  expect([...bytes.subarray(240, 250)]).toEqual([200, 1, 9, 82, 4, 1, 2, 3, 4, 255])
  expect(encodeDhcpWithin(packet, 240 + 8).omitted).toEqual([82])
})

test('a datagram of nothing but one-byte pieces is read quickly', () => {
  const pieces: number[] = []
  while (pieces.length < 60_000) pieces.push(12, 1, 97)
  const result = decodeDhcp(withOptions(pieces))
  expect(result.kind === 'ok' && result.packet.options.hostName?.length).toBe(20_000)
})

function withOptions(options: number[]): Uint8Array {
  const bytes = new Uint8Array(240 + options.length)
  bytes.set([1, 1, 6])
  bytes.set([99, 130, 83, 99, ...options], 236)
  return bytes
}

function fullPacket(): DhcpPacket {
  return {
    operation: 'request',
    hardwareType: 1,
    hops: 2,
    transactionId: 0x26f30339,
    seconds: 9,
    broadcast: true,
    clientAddress: '10.0.0.1',
    yourAddress: '10.0.0.2',
    serverAddress: '10.0.0.3',
    relayAddress: '10.0.0.4',
    hardwareAddress: 'dc:a6:32:01:02:03',
    serverName: 'station',
    bootFile: 'start4.elf',
    options: {
      messageType: 'request',
      serverIdentifier: '10.20.50.1',
      leaseSeconds: 4_294_967_295,
      renewalSeconds: 1800,
      rebindingSeconds: 3150,
      subnetMask: '255.255.255.0',
      broadcastAddress: '10.20.50.255',
      routers: ['10.20.50.1', '10.20.50.2'],
      dnsServers: ['9.9.9.9'],
      hostName: 'board-é',
      domainName: 'bench.test',
      requestedAddress: '10.20.50.100',
      parameterList: Uint8Array.of(1, 3, 43, 60, 66, 67, 128, 129),
      message: 'no',
      maxMessageSize: 1472,
      clientIdentifier: Uint8Array.of(1, 0xdc, 0xa6, 0x32, 1, 2, 3),
      tftpServerName: '10.20.50.1',
      bootFileName: 'start4.elf',
      vendorClass: 'PXEClient:Arch:00000:UNDI:002001',
      clientArchitectures: [0, 11],
      clientInterface: { type: 1, major: 2, minor: 1 },
      clientMachineId: Uint8Array.from({ length: 17 }, (_, index) => index),
      vendorSpecific: Uint8Array.of(6, 1, 3, 255),
      relayInformation: Uint8Array.of(1, 1, 7),
      other: [{ code: 77, data: Uint8Array.of(1, 2) }],
    },
  }
}

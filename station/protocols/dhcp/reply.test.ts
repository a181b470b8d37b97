import { expect, test } from 'vitest'
import type { DhcpOptions, DhcpPacket } from './packet.ts'
import { emptyPacket, encodeDhcp } from './packet.ts'
import type { ClientIdentity } from './pi-identity.ts'
import { buildReply, type ReplyInput } from './reply.ts'

const network = {
  serverAddress: '10.20.50.1',
  netmask: '255.255.255.0',
  router: '10.20.50.1',
  dnsServers: ['10.20.50.1'],
}
const machineId = Uint8Array.from({ length: 17 }, (_, index) => index)
const plainVendorOptions =
  '0601030a0400505845' + '0914000011526173706265727279205069' + '20426f6f74' + 'ff'
const pi = (generation: 3 | 4 | 5): ClientIdentity => ({
  kind: 'raspberry-pi',
  generation,
  evidence: 'fourcc',
})

test.each([4, 5] as const)(
  'an offer to a Pi %i holds everything its firmware looks at',
  (generation) => {
    const reply = offer(pi(generation), { kind: 'netboot' })
    expect(reply).toMatchObject({
      operation: 'reply',
      yourAddress: '10.20.50.100',
      serverAddress: '10.20.50.1',
      bootFile: '',
      options: {
        messageType: 'offer',
        serverIdentifier: '10.20.50.1',
        leaseSeconds: 3600,
        renewalSeconds: 1800,
        rebindingSeconds: 3150,
        subnetMask: '255.255.255.0',
        broadcastAddress: '10.20.50.255',
        routers: ['10.20.50.1'],
        dnsServers: ['10.20.50.1'],
        tftpServerName: '10.20.50.1',
        vendorClass: 'PXEClient',
        clientMachineId: machineId,
      },
    })
    expect(hex(reply.options.vendorSpecific)).toBe(plainVendorOptions)
    expect(reply.options.vendorSpecific).toHaveLength(32)
  },
)

test('a Pi 3 gets the menu text with three trailing spaces', () => {
  const reply = offer(pi(3), { kind: 'netboot' })
  expect(hex(reply.options.vendorSpecific)).toBe(
    '0601030a0400505845' + '0917000014526173706265727279205069' + '20426f6f74202020' + 'ff',
  )
})

test('the offer to a Pi 4 is this on the wire', () => {
  const bytes = encodeDhcp(offer(pi(4), { kind: 'netboot' }))
  expect(hex(bytes.subarray(0, 28))).toBe(
    '0201060012345678000000000000000' + '00a1432640a14320100000000',
  )
  expect(hex(bytes.subarray(236))).toBe(
    [
      '63825363',
      '350102',
      '36040a143201',
      '330400000e10',
      '3a0400000708',
      '3b0400000c4e',
      '0104ffffff00',
      '1c040a1432ff',
      '03040a143201',
      '06040a143201',
      '420a31302e32302e35302e31',
      '3c09505845436c69656e74',
      '6111000102030405060708090a0b0c0d0e0f10',
      `2b20${plainVendorOptions}`,
      'ff',
    ].join(''),
  )
})

test('"boot local" gives an address and no trace of a boot server', () => {
  const reply = offer(pi(4), { kind: 'address-only' })
  expect(reply.yourAddress).toBe('10.20.50.100')
  expect(reply.serverAddress).toBe('0.0.0.0')
  for (const name of ['vendorSpecific', 'vendorClass', 'tftpServerName', 'clientMachineId']) {
    expect(reply.options).not.toHaveProperty(name)
  }
})

test.each<[string, ClientIdentity]>([
  ['UEFI arm64', { kind: 'uefi', architecture: 'arm64', http: false }],
  ['UEFI x86-64', { kind: 'uefi', architecture: 'x86-64', http: false }],
  ['a PXE BIOS', { kind: 'pxe-bios' }],
])('%s gets a boot file and is told to take it', (_name, identity) => {
  const reply = offer(identity, { kind: 'netboot', bootFile: 'grub.efi' })
  expect(reply).toMatchObject({
    serverAddress: '10.20.50.1',
    bootFile: 'grub.efi',
    options: { bootFileName: 'grub.efi', tftpServerName: '10.20.50.1', vendorClass: 'PXEClient' },
  })
  expect(hex(reply.options.vendorSpecific)).toBe('060108ff')
})

test.each<[string, ClientIdentity]>([
  ['U-Boot', { kind: 'u-boot', architecture: 'arm64', http: false }],
  ['iPXE', { kind: 'ipxe', architecture: 'arm64' }],
])('%s gets next server and boot file without PXE options', (_name, identity) => {
  const reply = offer(identity, { kind: 'netboot', bootFile: 'boot.scr.uimg' })
  expect(reply).toMatchObject({ serverAddress: '10.20.50.1', bootFile: 'boot.scr.uimg' })
  expect(reply.options).not.toHaveProperty('vendorSpecific')
  expect(reply.options).not.toHaveProperty('vendorClass')
})

test('UEFI over HTTP is answered as HTTPClient with the URL', () => {
  const url = 'http://10.20.50.1/boot/grubaa64.efi'
  const identity: ClientIdentity = { kind: 'uefi', architecture: 'arm64', http: true }
  const reply = offer(identity, { kind: 'netboot', bootFile: url })
  expect(reply.options).toMatchObject({ vendorClass: 'HTTPClient', bootFileName: url })
})

test('a boot file too long for the header stands in option 67 alone', () => {
  const bootFile = 'a'.repeat(128)
  const reply = offer({ kind: 'pxe-bios' }, { kind: 'netboot', bootFile })
  expect(reply.bootFile).toBe('')
  expect(reply.options.bootFileName).toBe(bootFile)
})

test('client identifier and relay information come back as they were', () => {
  const clientIdentifier = Uint8Array.of(1, 2, 3)
  const relayInformation = Uint8Array.of(1, 1, 9)
  const reply = offer(
    { kind: 'other' },
    { kind: 'address-only' },
    { clientIdentifier, relayInformation },
  )
  expect(reply.options).toMatchObject({ clientIdentifier, relayInformation })
})

test('an acknowledgement repeats the client’s own address, an offer does not', () => {
  const renewal = { ...request(), clientAddress: '10.20.50.100' }
  expect(reply('ack', renewal).clientAddress).toBe('10.20.50.100')
  expect(reply('offer', renewal).clientAddress).toBe('0.0.0.0')
})

test('the answer to INFORM has neither an address nor a lease', () => {
  const inform = { ...request(), clientAddress: '10.20.50.7' }
  const identity: ClientIdentity = { kind: 'other' }
  const answer = buildReply({
    kind: 'inform-ack',
    request: inform,
    identity,
    decision: { kind: 'address-only' },
    network,
  })
  expect(answer).toMatchObject({ yourAddress: '0.0.0.0', clientAddress: '10.20.50.7' })
  expect(answer.options).toMatchObject({ messageType: 'ack', subnetMask: '255.255.255.0' })
  expect(answer.options).not.toHaveProperty('leaseSeconds')
})

test('a refusal carries its reason, no address, and the broadcast flag when a relay must pass it on', () => {
  const relayed = { ...request(), relayAddress: '10.30.0.1', clientAddress: '10.20.50.9' }
  const answer = buildReply({ kind: 'nak', request: relayed, network, message: 'not here' })
  expect(answer).toMatchObject({
    broadcast: true,
    yourAddress: '0.0.0.0',
    clientAddress: '0.0.0.0',
    relayAddress: '10.30.0.1',
    options: { messageType: 'nak', message: 'not here', serverIdentifier: '10.20.50.1' },
  })
})

test('a proxy’s offer names the station and gives no address, lease or netmask', () => {
  const answer = buildReply({
    kind: 'proxy-offer',
    request: request(),
    identity: pi(4),
    decision: { kind: 'netboot' },
    network,
  })
  expect(answer).toMatchObject({ yourAddress: '0.0.0.0', serverAddress: '10.20.50.1' })
  expect(hex(answer.options.vendorSpecific)).toBe(plainVendorOptions)
  expect(answer.options).not.toHaveProperty('leaseSeconds')
  expect(answer.options).not.toHaveProperty('subnetMask')
})

function request(options: DhcpOptions = {}): DhcpPacket {
  return {
    ...emptyPacket('request'),
    transactionId: 0x12345678,
    hardwareAddress: 'dc:a6:32:01:02:03',
    options: { clientMachineId: machineId, ...options },
  }
}

function offer(
  identity: ClientIdentity,
  decision: Extract<ReplyInput, { kind: 'offer' | 'ack' }>['decision'],
  options: DhcpOptions = {},
): DhcpPacket {
  return buildReply({
    kind: 'offer',
    request: request(options),
    identity,
    decision,
    network,
    address: '10.20.50.100',
    leaseSeconds: 3600,
  })
}

function reply(kind: 'offer' | 'ack', packet: DhcpPacket): DhcpPacket {
  return buildReply({
    kind,
    request: packet,
    identity: { kind: 'other' },
    decision: { kind: 'address-only' },
    network,
    address: '10.20.50.100',
    leaseSeconds: 3600,
  })
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex')
}

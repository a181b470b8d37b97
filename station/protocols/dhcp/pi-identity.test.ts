import { expect, test } from 'vitest'
import type { DhcpOptions, DhcpPacket } from './packet.ts'
import { emptyPacket } from './packet.ts'
import { identifyClient, isRaspberryPiHardwareAddress } from './pi-identity.ts'

const pxe = 'PXEClient:Arch:00000:UNDI:002001'

test.each([
  // Revision, MAC and the start of the serial number as in published logs of both spellings.
  ['00 52506934 1131a000 322ef8ed 1045155b', 4, 'a03111', '5b154510'],
  ['00 34695052 1431d000 010902f7 3df0cd91', 4, 'd03114', '91cdf03d'],
  ['00 52506934 4031c000 019424f8 34120080', 4, 'c03140', '80001234'],
  ['00 52506935 7041d000 01020304 78563412', 5, 'd04170', '12345678'],
  ['00 35695052 8041d000 01020304 78563412', 5, 'd04180', '12345678'],
])('option 97 %s is a Raspberry Pi %i', (machineId, generation, boardRevision, serialTail) => {
  const identity = identifyClient(packet({ clientMachineId: bytes(machineId) }))
  expect(identity).toEqual({
    kind: 'raspberry-pi',
    generation,
    evidence: 'fourcc',
    boardRevision,
    serialTail,
  })
})

test('an early Pi 5 bootloader that says RPi4 is known by its board revision', () => {
  const clientMachineId = bytes('00 52506934 7041d000 01020304 78563412')
  expect(identifyClient(packet({ clientMachineId }))).toMatchObject({ generation: 5 })
})

test('a Pi 3B sends 0x44 sixteen times', () => {
  const clientMachineId = bytes(`00${'44'.repeat(16)}`)
  expect(identifyClient(packet({ vendorClass: pxe, clientMachineId }))).toEqual({
    kind: 'raspberry-pi',
    generation: 3,
    evidence: 'constant-3b',
  })
})

test('a Pi 3B+ sends its serial number four times', () => {
  const clientMachineId = bytes(`00${'164c6cb6'.repeat(4)}`)
  const request = packet({ vendorClass: pxe, clientMachineId }, 'b8:27:eb:6c:4c:16')
  expect(identifyClient(request)).toEqual({
    kind: 'raspberry-pi',
    generation: 3,
    evidence: 'serial-only',
    serialTail: 'b66c4c16',
  })
})

test('a Pi 4 told to send the old form is still a Pi 4', () => {
  const clientMachineId = bytes(`00${'164c6cb6'.repeat(4)}`)
  const request = packet({ vendorClass: pxe, clientMachineId }, 'dc:a6:32:6c:4c:16')
  expect(identifyClient(request)).toMatchObject({ generation: 4, evidence: 'serial-only' })
})

test('the constant transaction id gives a Pi 3 away', () => {
  const request = { ...packet({ vendorClass: pxe }), transactionId: 0x26f30339 }
  expect(identifyClient(request)).toMatchObject({ generation: 3, evidence: 'transaction-id' })
})

test('a boot ROM in Raspberry Pi’s address range without option 97 is a Pi', () => {
  expect(identifyClient(packet({ vendorClass: pxe }, 'b8:27:eb:00:00:01'))).toMatchObject({
    kind: 'raspberry-pi',
    generation: 3,
    evidence: 'oui',
  })
})

test('Linux on a Raspberry Pi is Linux, not the boot ROM', () => {
  const request = packet({ vendorClass: 'udhcp 1.36.1' }, 'dc:a6:32:00:00:01')
  expect(identifyClient(request)).toEqual({ kind: 'linux', vendorClass: 'udhcp 1.36.1' })
  expect(isRaspberryPiHardwareAddress(request.hardwareAddress)).toBe(true)
})

test('UEFI on a Raspberry Pi is UEFI', () => {
  const vendorClass = 'PXEClient:Arch:00011:UNDI:003000'
  const request = packet({ vendorClass, clientArchitectures: [11] }, 'dc:a6:32:00:00:01')
  expect(identifyClient(request)).toEqual({ kind: 'uefi', architecture: 'arm64', http: false })
})

test.each([
  [7, 'x86-64', false],
  [9, 'x86-64', false],
  [6, 'x86', false],
  [11, 'arm64', false],
  [16, 'x86-64', true],
  [19, 'arm64', true],
])('architecture %i is UEFI for %s', (code, architecture, http) => {
  const vendorClass = http ? 'HTTPClient:Arch:x' : 'PXEClient:Arch:x'
  const request = packet({ vendorClass, clientArchitectures: [code] })
  expect(identifyClient(request)).toEqual({ kind: 'uefi', architecture, http })
})

test('U-Boot is known by its vendor class or its architecture', () => {
  expect(identifyClient(packet({ vendorClass: 'U-Boot.armv8' }))).toEqual({
    kind: 'u-boot',
    architecture: 'arm64',
    http: false,
  })
  expect(identifyClient(packet({ clientArchitectures: [22] }))).toMatchObject({
    kind: 'u-boot',
    architecture: 'arm64',
  })
})

test('iPXE is known by its user class, whatever firmware it runs on', () => {
  const other = [{ code: 77, data: bytes('69505845') }]
  expect(identifyClient(packet({ vendorClass: pxe, clientArchitectures: [7], other }))).toEqual({
    kind: 'ipxe',
    architecture: 'x86-64',
  })
})

test('an x86 BIOS is not taken for a Raspberry Pi', () => {
  const clientMachineId = bytes('00 00112233445566778899aabbccddeeff')
  const request = packet({ vendorClass: pxe, clientArchitectures: [0], clientMachineId })
  expect(identifyClient(request)).toEqual({ kind: 'pxe-bios' })
})

test('a machine id of all zeros or all ones says nothing', () => {
  for (const byte of ['00', 'ff']) {
    const clientMachineId = bytes(`00${byte.repeat(16)}`)
    expect(identifyClient(packet({ vendorClass: pxe, clientMachineId })).kind).toBe('pxe-bios')
  }
})

test('whoever says nothing is "other"', () => {
  expect(identifyClient(packet({}))).toEqual({ kind: 'other' })
  expect(identifyClient(packet({ vendorClass: 'MSFT 5.0' }))).toEqual({
    kind: 'other',
    vendorClass: 'MSFT 5.0',
  })
})

test('every length of option 97 is taken without a throw', () => {
  for (let length = 0; length < 40; length += 1) {
    const clientMachineId = new Uint8Array(length).fill(0x44)
    identifyClient(packet({ vendorClass: pxe, clientMachineId }))
  }
})

function packet(options: DhcpOptions, hardwareAddress = '02:00:00:00:00:01'): DhcpPacket {
  return { ...emptyPacket('request'), hardwareAddress, options }
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}

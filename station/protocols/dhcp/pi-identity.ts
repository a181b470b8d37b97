/**
 * Who is asking: from one DHCP packet to a kind of client. The evidence in falling order of trust is option
 * 97's FourCC, then option 60 with what a Raspberry Pi's older boot ROMs send, then the address range.
 */
import { architectureFacts, type BootArchitecture } from './client-architecture.ts'
import { readable } from './options.ts'
import type { DhcpPacket } from './packet.ts'
import { type PiGeneration, readPiMachineId } from './pi-machine-id.ts'

export type { BootArchitecture, PiGeneration }

/** What made us sure that a client is a Raspberry Pi. */
export type PiEvidence = 'fourcc' | 'constant-3b' | 'serial-only' | 'transaction-id' | 'oui'

export interface RaspberryPiIdentity {
  kind: 'raspberry-pi'
  /** Which boot ROM speaks: 3 for Pi 2B v1.2 to 3B+, 4 for BCM2711 boards, 5 for BCM2712 boards. */
  generation: PiGeneration
  evidence: PiEvidence
  /** Hexadecimal without leading zeros, for example 'c03140'. */
  boardRevision?: string
  /** The last eight hexadecimal digits of the serial number: the folder name the board asks TFTP for. */
  serialTail?: string
}

export type ClientIdentity =
  | RaspberryPiIdentity
  | { kind: 'uefi'; architecture: BootArchitecture; http: boolean }
  | { kind: 'u-boot'; architecture: BootArchitecture; http: boolean }
  | { kind: 'ipxe'; architecture: BootArchitecture }
  | { kind: 'pxe-bios' }
  | { kind: 'linux'; vendorClass: string }
  | { kind: 'other'; vendorClass?: string }

/** The Pi 3 boot ROM uses one transaction id for every board (firmware#1067). */
export const piThreeTransactionId = 0x26f30339

/** Raspberry Pi's address ranges. Such lists go stale, so nothing is decided by them alone. */
const raspberryPiOuis: ReadonlyMap<string, PiGeneration> = new Map([
  ['b8:27:eb', 3],
  ['dc:a6:32', 4],
  ['e4:5f:01', 4],
  ['28:cd:c1', 4],
  ['d8:3a:dd', 4],
  ['2c:cf:67', 5],
  ['88:a2:9e', 5],
])

/** Option 77 (RFC 3004) and iPXE's own encapsulated options. */
const userClassCode = 77
const ipxeCode = 175

const linuxVendorClass = /^(udhcp|dhcpcd|systemd|anaconda|linux|android|busybox)|linux/i

/** True when the address is in one of the ranges we know to be Raspberry Pi's. */
export function isRaspberryPiHardwareAddress(hardwareAddress: string): boolean {
  return raspberryPiOuis.has(ouiOf(hardwareAddress))
}

/** Says what kind of program sent this packet. Pure; looks at this packet only. */
export function identifyClient(packet: DhcpPacket): ClientIdentity {
  const { options } = packet
  const vendorClass = readable(options.vendorClass ?? '')
  if (isIpxe(packet)) {
    return {
      kind: 'ipxe',
      architecture: architectureFacts(options.clientArchitectures).architecture,
    }
  }
  const pi = identifyRaspberryPi(packet, vendorClass)
  if (pi !== undefined) return pi
  const netbooting = identifyFirmware(options.clientArchitectures, vendorClass)
  if (netbooting !== undefined) return netbooting
  if (linuxVendorClass.test(vendorClass)) return { kind: 'linux', vendorClass }
  return vendorClass === '' ? { kind: 'other' } : { kind: 'other', vendorClass }
}

function identifyRaspberryPi(
  packet: DhcpPacket,
  vendorClass: string,
): RaspberryPiIdentity | undefined {
  const machineId = readPiMachineId(packet.options.clientMachineId)
  if (machineId.kind === 'fourcc') {
    const { kind: evidence, ...facts } = machineId
    return { kind: 'raspberry-pi', evidence, ...facts }
  }
  if (!looksLikeBootRom(packet, vendorClass)) return undefined
  switch (machineId.kind) {
    case 'constant-3b':
      return { kind: 'raspberry-pi', generation: 3, evidence: 'constant-3b' }
    case 'serial-only':
      return {
        kind: 'raspberry-pi',
        generation: olderGeneration(packet),
        evidence: 'serial-only',
        serialTail: machineId.serialTail,
      }
    case 'none':
      return identifyByAddress(packet)
  }
}

function identifyByAddress(packet: DhcpPacket): RaspberryPiIdentity | undefined {
  if (packet.transactionId === piThreeTransactionId) {
    return { kind: 'raspberry-pi', generation: 3, evidence: 'transaction-id' }
  }
  const generation = raspberryPiOuis.get(ouiOf(packet.hardwareAddress))
  if (generation === undefined) return undefined
  return { kind: 'raspberry-pi', generation, evidence: 'oui' }
}

/** UEFI, U-Boot and iPXE running on a Pi also say PXEClient, but never with architecture 0. */
function looksLikeBootRom(packet: DhcpPacket, vendorClass: string): boolean {
  if (!vendorClass.startsWith('PXEClient')) return false
  const { firmware } = architectureFacts(packet.options.clientArchitectures ?? [0])
  return firmware === 'bios' || firmware === 'raspberry-pi'
}

/** Boards that send only their serial number: a 3B+, or a Pi 4 with an old or so-configured bootloader. */
function olderGeneration(packet: DhcpPacket): PiGeneration {
  if (packet.transactionId === piThreeTransactionId) return 3
  return raspberryPiOuis.get(ouiOf(packet.hardwareAddress)) ?? 4
}

function identifyFirmware(
  codes: readonly number[] | undefined,
  vendorClass: string,
): ClientIdentity | undefined {
  const { architecture, firmware, http } = architectureFacts(codes)
  if (firmware === 'u-boot') return { kind: 'u-boot', architecture, http }
  if (vendorClass.startsWith('U-Boot')) {
    return { kind: 'u-boot', architecture: uBootArchitecture(vendorClass), http: false }
  }
  const isHttp = vendorClass.startsWith('HTTPClient')
  if (!isHttp && !vendorClass.startsWith('PXEClient')) return undefined
  if (firmware === 'uefi') return { kind: 'uefi', architecture, http: http || isHttp }
  if (firmware === 'bios') return { kind: 'pxe-bios' }
  return isHttp ? { kind: 'uefi', architecture, http: true } : { kind: 'pxe-bios' }
}

/** U-Boot's CONFIG_BOOTP_VCI_STRING: 'U-Boot.armv8', 'U-Boot.armv7', 'U-Boot.arm' or 'U-Boot'. */
function uBootArchitecture(vendorClass: string): BootArchitecture {
  if (/armv8|arm64|aarch64/.test(vendorClass)) return 'arm64'
  return /arm/.test(vendorClass) ? 'arm32' : 'unknown'
}

function isIpxe(packet: DhcpPacket): boolean {
  return (packet.options.other ?? []).some(
    ({ code, data }) =>
      code === ipxeCode ||
      (code === userClassCode && String.fromCharCode(...data.subarray(0, 16)).includes('iPXE')),
  )
}

function ouiOf(hardwareAddress: string): string {
  return hardwareAddress.slice(0, 8)
}

/**
 * Builds the station's answers (RFC 2131 section 4.3.1, table 3). Pure: a packet and decisions in, a packet
 * out. What a Raspberry Pi needs to see is in docs/how-a-pi-boots; the sources are named at each fact.
 */
import { noAddress, subnetBroadcast } from './address.ts'
import type { BootDecision } from './boot-policy.ts'
import { type DhcpOptions, type DhcpPacket, emptyPacket } from './packet.ts'
import type { ClientIdentity } from './pi-identity.ts'
import { encodeVendorOptions, pxeTags } from './vendor-options.ts'

/** What every client of one subnet is told. Addresses are dotted. */
export interface NetworkSettings {
  /** The station: server identifier, next server and TFTP server. */
  serverAddress: string
  netmask: string
  router?: string
  dnsServers?: readonly string[]
  domainName?: string
}

export type AnsweredDecision = Exclude<BootDecision, { kind: 'ignore' }>

interface ReplyBase {
  request: DhcpPacket
  identity: ClientIdentity
  decision: AnsweredDecision
  network: NetworkSettings
}

export type ReplyInput =
  | (ReplyBase & { kind: 'offer' | 'ack'; address: string; leaseSeconds: number })
  /** Answer to INFORM: settings without an address or a lease (RFC 2131 section 4.3.5). */
  | (ReplyBase & { kind: 'inform-ack' })
  /** Boot settings beside another server's lease (PXE 2.1 section 2.2.3): yiaddr stays empty. */
  | (ReplyBase & { kind: 'proxy-offer' | 'proxy-ack' })
  | { kind: 'nak'; request: DhcpPacket; network: NetworkSettings; message: string }

/** The string a Pi looks for in the PXE boot menu (boot-net documentation; EEPROM key PXE_OPTION43). */
const piMenuText = 'Raspberry Pi Boot'

/** The first Pi 3B boot ROM compares with three trailing spaces; newer ones search for the text within. */
const piThreeMenuText = `${piMenuText}   `

/** Share of the lease after which the client renews (T1) and rebinds (T2): RFC 2131 section 4.4.5. */
const renewalShare = 0.5
const rebindingShare = 0.875

/** Builds the reply packet to one request. */
export function buildReply(input: ReplyInput): DhcpPacket {
  const reply = replyTo(input.request, input.network)
  switch (input.kind) {
    case 'nak':
      // A relay must broadcast it: the client's address may be wrong (RFC 2131 section 4.3.2).
      reply.broadcast = reply.broadcast || reply.relayAddress !== noAddress
      setOptions(reply, { messageType: 'nak', message: input.message })
      return reply
    case 'offer':
    case 'ack':
      reply.yourAddress = input.address
      if (input.kind === 'ack') reply.clientAddress = input.request.clientAddress
      setOptions(reply, { messageType: input.kind, ...leaseOptions(input.leaseSeconds) })
      setOptions(reply, networkOptions(input.network, input.address))
      break
    case 'inform-ack':
      reply.clientAddress = input.request.clientAddress
      setOptions(reply, { messageType: 'ack' })
      setOptions(reply, networkOptions(input.network, input.request.clientAddress))
      break
    case 'proxy-offer':
    case 'proxy-ack':
      reply.clientAddress = input.kind === 'proxy-ack' ? input.request.clientAddress : noAddress
      setOptions(reply, { messageType: input.kind === 'proxy-offer' ? 'offer' : 'ack' })
      break
    default:
      return input satisfies never
  }
  if (input.decision.kind === 'netboot') addBootFields(reply, input, input.decision.bootFile)
  return reply
}

function replyTo(request: DhcpPacket, network: NetworkSettings): DhcpPacket {
  const { clientIdentifier, relayInformation } = request.options
  const reply: DhcpPacket = {
    ...emptyPacket('reply'),
    hardwareType: request.hardwareType,
    transactionId: request.transactionId,
    broadcast: request.broadcast,
    relayAddress: request.relayAddress,
    hardwareAddress: request.hardwareAddress,
  }
  reply.options.serverIdentifier = network.serverAddress
  // RFC 6842 section 3: a client identifier comes back as it was.
  if (clientIdentifier !== undefined) reply.options.clientIdentifier = clientIdentifier
  if (relayInformation !== undefined) reply.options.relayInformation = relayInformation
  return reply
}

function leaseOptions(leaseSeconds: number): DhcpOptions {
  return {
    leaseSeconds,
    renewalSeconds: Math.floor(leaseSeconds * renewalShare),
    rebindingSeconds: Math.floor(leaseSeconds * rebindingShare),
  }
}

/** `member` is any address of the subnet: with a relay the station itself is in another one. */
function networkOptions(network: NetworkSettings, member: string): DhcpOptions {
  const options: DhcpOptions = {
    subnetMask: network.netmask,
    broadcastAddress: subnetBroadcast(member, network.netmask),
  }
  if (network.router !== undefined) options.routers = [network.router]
  if (network.dnsServers?.length) options.dnsServers = [...network.dnsServers]
  if (network.domainName !== undefined) options.domainName = network.domainName
  return options
}

/** Next server and boot file for everybody; the PXE options for those whose firmware looks for them. */
function addBootFields(reply: DhcpPacket, input: ReplyBase, bootFile: string | undefined): void {
  reply.serverAddress = input.network.serverAddress
  setOptions(reply, { tftpServerName: input.network.serverAddress })
  if (bootFile !== undefined) setBootFile(reply, bootFile)
  const machineId = input.request.options.clientMachineId
  if (machineId !== undefined) setOptions(reply, { clientMachineId: machineId })
  const pxe = pxeOptions(input.identity, reply.yourAddress === noAddress)
  if (pxe !== undefined) setOptions(reply, pxe)
}

/** In the header where it fits with its NUL, and as option 67 always: firmware reads one or the other. */
function setBootFile(reply: DhcpPacket, bootFile: string): void {
  if (bootFile.length < 128) reply.bootFile = bootFile
  setOptions(reply, { bootFileName: bootFile })
}

function pxeOptions(identity: ClientIdentity, isProxy: boolean): DhcpOptions | undefined {
  switch (identity.kind) {
    case 'raspberry-pi': {
      const menuText = identity.generation === 3 ? piThreeMenuText : piMenuText
      return { vendorClass: 'PXEClient', vendorSpecific: raspberryPiVendorOptions(menuText) }
    }
    case 'uefi':
      if (identity.http) return { vendorClass: 'HTTPClient' }
      return { vendorClass: 'PXEClient', vendorSpecific: bootFromFileName() }
    case 'pxe-bios':
      return { vendorClass: 'PXEClient', vendorSpecific: bootFromFileName() }
    case 'ipxe':
      // iPXE takes next server and file name from any lease, but boot settings beside it only from PXEClient.
      return isProxy ? { vendorClass: 'PXEClient', vendorSpecific: bootFromFileName() } : undefined
    case 'u-boot':
    case 'linux':
    case 'other':
      return undefined
    default:
      return identity satisfies never
  }
}

/**
 * Option 43 for a Raspberry Pi, 32 bytes with the plain text: discovery control 3 (no broadcast, no
 * multicast), a menu prompt that does not wait, and a menu with the one entry (boot-net documentation). A
 * CM4 that got no menu ignored the server (cmprovision#16); old bootloaders see the first entry only
 * (rpi-eeprom#60).
 */
export function raspberryPiVendorOptions(menuText: string): Uint8Array {
  const text = Uint8Array.from(menuText, (character) => character.charCodeAt(0))
  return encodeVendorOptions([
    { code: pxeTags.discoveryControl, data: Uint8Array.of(3) },
    { code: pxeTags.menuPrompt, data: Uint8Array.of(0, 0x50, 0x58, 0x45) },
    { code: pxeTags.bootMenu, data: Uint8Array.of(0, 0, text.length, ...text) },
  ])
}

/** PXE 2.1 section 2.2.2, PXE_DISCOVERY_CONTROL bit 3: take the boot file named in this very message. */
function bootFromFileName(): Uint8Array {
  return encodeVendorOptions([{ code: pxeTags.discoveryControl, data: Uint8Array.of(8) }])
}

function setOptions(reply: DhcpPacket, options: DhcpOptions): void {
  Object.assign(reply.options, options)
}

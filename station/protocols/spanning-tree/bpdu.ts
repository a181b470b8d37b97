/**
 * Spanning-tree BPDUs: what a switch says on each of its ports every two seconds (IEEE 802.1D-2004
 * clause 9). Pure: bytes in, values out. Nothing is ever sent.
 */

/** A bridge as it names itself (clause 9.2.5): the lower one becomes root. */
export interface BridgeIdentifier {
  /** 0 to 61440, in steps of 4096. */
  readonly priority: number
  /** The VLAN of Cisco's per-VLAN trees; 0 where there is one tree. */
  readonly systemIdExtension: number
  /** Lower case with colons. */
  readonly mac: string
}

export type PortRole = 'unknown' | 'alternate-or-backup' | 'root' | 'designated'

/** What the sending switch does with this port (clause 9.2.9 and 17.21.20); RSTP only. */
export type PortState = 'discarding' | 'learning' | 'forwarding'

/** The flags of an RST BPDU (clause 9.3.3). */
export interface RapidFlags {
  readonly portRole: PortRole
  readonly portState: PortState
  readonly proposal: boolean
  readonly agreement: boolean
}

export interface ConfigurationBpdu {
  readonly kind: 'configuration'
  /** Ethernet address of the switch's port. */
  readonly sender: string
  /** 0 STP, 2 RSTP, 3 MSTP (of which only the part that is the same is read). */
  readonly version: number
  readonly root: BridgeIdentifier
  readonly rootPathCost: number
  readonly bridge: BridgeIdentifier
  readonly port: { readonly priority: number; readonly number: number }
  readonly topologyChange: boolean
  readonly topologyChangeAcknowledgement: boolean
  readonly messageAgeSeconds: number
  readonly maxAgeSeconds: number
  readonly helloTimeSeconds: number
  /** A port without PortFast waits twice this long after link before it forwards (listening, learning). */
  readonly forwardDelaySeconds: number
  /** Null for plain STP, which does not tell. */
  readonly rapid: RapidFlags | null
}

export type Bpdu =
  | ConfigurationBpdu
  /** A Topology Change Notification (clause 9.3.2), which carries nothing. */
  | { readonly kind: 'topology-change-notification'; readonly sender: string }

export type DecodeBpduResult =
  | { readonly kind: 'ok'; readonly bpdu: Bpdu }
  | { readonly kind: 'bad'; readonly reason: string }

/** Table 7-10: the group address that every bridge listens to and none forwards. */
const bridgeGroupAddress = '01:80:c2:00:00:00'
const longestLength = 1500
const frameHeaderBytes = 14
const logicalLinkHeaderBytes = 3
const bpduOffset = frameHeaderBytes + logicalLinkHeaderBytes
const notificationBytes = 4
const configurationBytes = 35
const rapidBytes = 36

const typeConfiguration = 0x00
const typeRapid = 0x02
const typeNotification = 0x80

/** Clause 9.2.9: the Port Role field of the flags. */
const portRoles: readonly PortRole[] = ['unknown', 'alternate-or-backup', 'root', 'designated']

/**
 * Reads an Ethernet frame (destination address first, checksum left out; the end may be cut off behind
 * the BPDU). Anything else than a BPDU of a known type is 'bad'; it never throws.
 */
export function decodeBpduFrame(frame: Uint8Array): DecodeBpduResult {
  if (frame.length < bpduOffset + notificationBytes) return bad('too short for a BPDU')
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (readMac(frame, 0) !== bridgeGroupAddress) return bad('not sent to all bridges')
  const length = view.getUint16(12)
  if (length > longestLength) return bad('an Ethernet type, not a length')
  if (view.getUint16(14) !== 0x4242 || frame[16] !== 0x03) return bad('not for spanning tree')
  const bpduBytes = Math.min(length - logicalLinkHeaderBytes, frame.length - bpduOffset)
  if (bpduBytes < notificationBytes) return bad('the length field leaves no BPDU')
  const bpdu = frame.subarray(bpduOffset, bpduOffset + bpduBytes)
  return decodeBpdu(bpdu, readMac(frame, 6))
}

function decodeBpdu(bytes: Uint8Array, sender: string): DecodeBpduResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(0) !== 0) return bad('another protocol than spanning tree')
  const version = view.getUint8(2)
  const type = view.getUint8(3)
  if (type === typeNotification) {
    return { kind: 'ok', bpdu: { kind: 'topology-change-notification', sender } }
  }
  const isRapid = type === typeRapid && version >= 2
  if (type !== typeConfiguration && !isRapid) return bad(`unknown BPDU type ${type}`)
  if (bytes.length < (isRapid ? rapidBytes : configurationBytes)) return bad('cut short')
  const flags = view.getUint8(4)
  return {
    kind: 'ok',
    bpdu: {
      kind: 'configuration',
      sender,
      version,
      root: readBridge(bytes, 5),
      rootPathCost: view.getUint32(13),
      bridge: readBridge(bytes, 17),
      // Clause 9.2.7: four bits of priority, twelve of number.
      port: { priority: (view.getUint8(25) >> 4) * 16, number: view.getUint16(25) & 0xfff },
      topologyChange: (flags & 0x01) !== 0,
      topologyChangeAcknowledgement: (flags & 0x80) !== 0,
      messageAgeSeconds: readSeconds(view, 27),
      maxAgeSeconds: readSeconds(view, 29),
      helloTimeSeconds: readSeconds(view, 31),
      forwardDelaySeconds: readSeconds(view, 33),
      rapid: isRapid ? readRapidFlags(flags) : null,
    },
  }
}

function readRapidFlags(flags: number): RapidFlags {
  const isLearning = (flags & 0x10) !== 0
  const isForwarding = (flags & 0x20) !== 0
  return {
    portRole: portRoles[(flags >> 2) & 0x03] ?? 'unknown',
    portState: isForwarding ? 'forwarding' : isLearning ? 'learning' : 'discarding',
    proposal: (flags & 0x02) !== 0,
    agreement: (flags & 0x40) !== 0,
  }
}

function readBridge(bytes: Uint8Array, offset: number): BridgeIdentifier {
  const high = bytes[offset] ?? 0
  const low = bytes[offset + 1] ?? 0
  return {
    priority: (high & 0xf0) << 8,
    systemIdExtension: ((high & 0x0f) << 8) | low,
    mac: readMac(bytes, offset + 2),
  }
}

/** Clause 9.2.8: times are in units of 1/256 second. */
function readSeconds(view: DataView, offset: number): number {
  return view.getUint16(offset) / 256
}

function readMac(bytes: Uint8Array, offset: number): string {
  return Array.from(bytes.subarray(offset, offset + 6), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join(':')
}

function bad(reason: string): DecodeBpduResult {
  return { kind: 'bad', reason }
}

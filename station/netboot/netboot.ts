import type { Board } from '../../contract/board.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import type { BootDecision, SeenClient } from '../protocols/dhcp/boot-policy.ts'
import type { ClientIdentity } from '../protocols/dhcp/pi-identity.ts'
import type { ByteSource } from '../protocols/tftp/byte-source.ts'
import { splitSerialPrefix } from '../protocols/tftp/names.ts'
import type { FindBootSource } from './boot-sources.ts'
import { isFirmware } from './firmware.ts'

/** How boards boot over Ethernet from us: what each is answered, and what its asking tells of it. */
export type Netboot = {
  /** The DHCP server asks this about each client. */
  decide(client: SeenClient): BootDecision
  /** A client has got an address. */
  addressGiven(hardwareAddress: string, address: string): void
  /** The TFTP server asks this about each file. */
  resolve(
    name: string,
    client: { readonly address: string },
  ): Promise<ByteSource | { kind: 'not-found' }>
}

export type NetbootOptions = {
  readonly registry: BoardRegistry
  readonly hasOpenJob: (boardId: string) => boolean
  readonly findSource: FindBootSource
  /** The board's firmware was heard, so whatever ran on it before has ended. */
  readonly onRestarted: (board: Board) => void
  readonly log: (message: string) => void
}

export function createNetboot(options: NetbootOptions): Netboot {
  const { registry, log } = options
  /** Boards by the end of their serial number, which their firmware tells at DHCP and puts before file names. */
  const byTail = new Map<string, string>()

  /** Our agent for boards that shall show themselves or have a job; their own storage for all others (invariant 1). */
  const bootsAgent = (board: Board): boolean =>
    board.netboot === 'agent' || options.hasOpenJob(board.id)

  const noteRequest = (client: SeenClient): Board | undefined => {
    const { identity } = client
    const pi = identity.kind === 'raspberry-pi' ? identity : null
    const board = registry.see({
      kind: 'asked-for-address',
      mac: client.hardwareAddress,
      boardRevision: pi?.boardRevision ?? null,
      serialTail: pi?.serialTail ?? null,
      model: pi === null ? null : `Raspberry Pi ${pi.generation}`,
    })
    if (board !== undefined && pi?.serialTail !== undefined) byTail.set(pi.serialTail, board.id)
    if (board !== undefined && isFirmware(identity) && client.messageType === 'discover') {
      registry.restarted(board.id)
      options.onRestarted(board)
    }
    return board
  }

  return {
    decide: (client) => {
      // An operating system that we have never seen netboot is no board; it gets an address and no entry on the screen.
      const isKnown = registry.byMac(client.hardwareAddress) !== undefined
      if (!isFirmware(client.identity) && !isKnown) return { kind: 'address-only' }
      const board = noteRequest(client)
      if (board === undefined) return { kind: 'address-only' }
      if (bootsAgent(board)) return offerAgent(client.identity)
      if (isFirmware(client.identity))
        registry.see({ kind: 'told-to-boot-local', boardId: board.id })
      return offerLocal(client.identity)
    },
    addressGiven: (mac, ip) => {
      if (registry.byMac(mac) !== undefined) registry.see({ kind: 'has-address', mac, ip })
    },
    resolve: async (name, client) => {
      const split = splitSerialPrefix(name)
      if (split.kind === 'refused') {
        log(`netboot: ${client.address} asked for a name that is not served: ${split.reason}`)
        return { kind: 'not-found' }
      }
      const board = findBoard(registry, byTail, client.address, split)
      if (board === undefined || !bootsAgent(board)) return { kind: 'not-found' }
      registry.see({ kind: 'asked-for-file', boardId: board.id, fileName: split.rest })
      return (await options.findSource(board, split.rest)) ?? { kind: 'not-found' }
    },
  }
}

function offerAgent(identity: ClientIdentity): BootDecision {
  switch (identity.kind) {
    case 'raspberry-pi':
      return { kind: 'netboot' } // its firmware knows the names itself (firmware#1850)
    case 'u-boot':
      return { kind: 'netboot', bootFile: 'boot.scr.uimg' }
    case 'ipxe':
      return { kind: 'netboot', bootFile: 'bootbench.ipxe' }
    case 'uefi':
      return { kind: 'netboot', bootFile: `bootbench-${identity.architecture}.efi` }
    case 'pxe-bios':
      return { kind: 'netboot', bootFile: 'undionly.kpxe' }
    case 'linux':
    case 'other':
      return { kind: 'address-only' }
  }
}

/**
 * A Raspberry Pi without a netboot answer asks on for 45 seconds (DHCP_TIMEOUT) before it tries its own storage. With one it asks for
 * files, is told at once that there are none, and goes on (NET_BOOT_MAX_RETRIES is 0).
 */
function offerLocal(identity: ClientIdentity): BootDecision {
  return identity.kind === 'raspberry-pi' ? { kind: 'netboot' } : { kind: 'address-only' }
}

/**
 * The board behind a request for a file. Beside another DHCP server (proxyDHCP) its address is not known until it has asked for a file below
 * its serial number or MAC address; from then on it is, because boards drop that folder from later names.
 */
function findBoard(
  registry: BoardRegistry,
  byTail: ReadonlyMap<string, string>,
  address: string,
  split: { readonly serialTail?: string; readonly mac?: string },
): Board | undefined {
  const byIp = registry.byIp(address)
  const named = nameInRequest(registry, byTail, split)
  if (named === undefined || named.id === byIp?.id) return byIp
  const [mac] = named.macs
  return mac === undefined ? named : registry.see({ kind: 'has-address', mac, ip: address })
}

function nameInRequest(
  registry: BoardRegistry,
  byTail: ReadonlyMap<string, string>,
  { serialTail, mac }: { readonly serialTail?: string; readonly mac?: string },
): Board | undefined {
  if (mac !== undefined) return registry.byMac(mac)
  if (serialTail === undefined) return undefined
  return registry.get(byTail.get(serialTail) ?? '') ?? registry.bySerialTail(serialTail)
}

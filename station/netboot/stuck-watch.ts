import type { Board } from '../../contract/board.ts'
import type { Stuck } from '../../contract/stuck.ts'
import type { BoardRegistry } from '../boards/registry.ts'
import type { DhcpEvent } from '../protocols/dhcp/events.ts'
import type { ClientIdentity } from '../protocols/dhcp/pi-identity.ts'
import type { TftpEvent } from '../protocols/tftp/event.ts'
import { type BootTrail, beginTrail, followTrail, isOver, type TrailEvent } from './boot-trail.ts'
import { fourccSince } from './bootloader-versions.ts'
import { isFirmware } from './firmware.ts'
import {
  type BoardFacts,
  endedVerdict,
  findStuck,
  type StuckThresholds,
  stuckThresholds,
  type Verdict,
} from './stuck.ts'

/** Follows how boards boot and says of each why it is stuck. */
export type StuckWatch = {
  dhcpEvent(event: DhcpEvent): void
  tftpEvent(event: TftpEvent): void
  /** Looks at every board; called once a second. */
  sweep(): void
}

export type StuckWatchOptions = {
  readonly registry: BoardRegistry
  readonly clock: () => number
  readonly wantsAgent: (board: Board) => boolean
  /** What the switch said last of spanning tree, and when; null: nothing. */
  readonly spanningTree: () => {
    readonly forwardDelaySeconds: number
    readonly seenAt: number
  } | null
  /** Ids of the recorded packets that prove a verdict. */
  readonly evidence: (board: Board, verdict: Verdict) => number[]
  readonly thresholds?: Partial<StuckThresholds>
}

type Watched = { readonly trail: BootTrail; readonly before: Verdict | null }

/** What a switch said is forgotten after this, as another switch would (IEEE 802.1D-2004 table 17-1, Max Age). */
const spanningTreeAge = 20_000

/** A board that tries again and again pushes its own first packets out of memory: its proof is then made of newer ones. */
const proofAge = 60_000

/** So many boards' boots are remembered; hardware addresses can be made up. */
const rememberedBoots = 4_096

/** Makes the watch; `sweep` publishes through the registry. */
export function createStuckWatch(options: StuckWatchOptions): StuckWatch {
  const { registry, clock } = options
  const thresholds = { ...stuckThresholds, ...options.thresholds }
  /** By hardware address: the first request of a board comes before the board is known. */
  const boots = new Map<string, Watched>()
  /** Boards whose agent asked for work when they were last heard. */
  const ready = new Set<string>()
  /** When each stuck board's proof was looked up. */
  const provenAt = new Map<string, number>()

  const spanningTree = (): BoardFacts['spanningTree'] => {
    const tree = options.spanningTree()
    return tree !== null && clock() - tree.seenAt < spanningTreeAge ? tree : null
  }

  const factsOf = (board: Board, watched: Watched | undefined): BoardFacts => ({
    board,
    trail: watched?.trail ?? null,
    before: watched?.before ?? null,
    wantsAgent: options.wantsAgent(board),
    wasReady: ready.has(board.id),
    spanningTree: spanningTree(),
  })

  const put = (mac: string, watched: Watched): void => {
    boots.delete(mac)
    boots.set(mac, watched)
    const oldest = boots.keys().next()
    if (boots.size > rememberedBoots && oldest.done !== true) boots.delete(oldest.value)
  }

  const endOf = (board: Board | undefined, watched: Watched, at: number): Verdict | null =>
    board === undefined
      ? null
      : endedVerdict(factsOf(board, watched), watched.trail, at, thresholds)

  const begin = (mac: string, event: Extract<TrailEvent, { kind: 'discover' }>): void => {
    const watched = boots.get(mac)
    const board = registry.byMac(mac)
    const trail = beginTrail(event)
    if (watched === undefined || (board !== undefined && isDone(board))) {
      put(mac, { trail, before: null })
    } else if (isOver(watched.trail)) {
      put(mac, { trail, before: endOf(board, watched, event.at) })
    } else {
      put(mac, { ...watched, trail: followTrail(watched.trail, event) })
    }
  }

  const follow = (mac: string, event: TrailEvent): void => {
    const watched = boots.get(mac)
    if (event.kind === 'discover') begin(mac, event)
    else if (watched !== undefined) {
      put(mac, { ...watched, trail: followTrail(watched.trail, event) })
    }
  }

  /** An operating system on the board asks: it got past its firmware by itself, unless our kernel was what it read. */
  const systemAsked = (mac: string, at: number): void => {
    const watched = boots.get(mac)
    if (watched === undefined) return
    if (watched.trail.kernelReadAt === null) boots.delete(mac)
    else follow(mac, { kind: 'system-asked', at })
  }

  const publish = (board: Board, verdict: Verdict | null): void => {
    if (verdict === null) {
      provenAt.delete(board.id)
      if (board.stuck !== null) registry.change(board.id, { stuck: null })
      return
    }
    const isKnown = isSame(board.stuck, verdict)
    if (isKnown && clock() - (provenAt.get(board.id) ?? 0) < proofAge) return
    provenAt.set(board.id, clock())
    const evidence = options.evidence(board, verdict)
    if (isKnown && evidence.join() === board.stuck?.evidence.join()) return
    registry.change(board.id, { stuck: { ...verdict, evidence } })
  }

  const judge = (board: Board): void => {
    if (isDone(board)) {
      for (const mac of board.macs) boots.delete(mac)
    }
    if (board.stage.kind === 'ready') ready.add(board.id)
    else if (board.stage.kind !== 'silent') ready.delete(board.id)
    publish(board, findStuck(factsOf(board, watchedOf(boots, board)), clock(), thresholds))
  }

  return {
    dhcpEvent: (event) => {
      const mac = macOf(event)
      const at = clock()
      const trailEvent = trailEventOf(event, at)
      if (mac === null) return
      if (event.kind === 'discover' && !isFirmware(event.client.identity)) systemAsked(mac, at)
      else if (trailEvent !== null) follow(mac, trailEvent)
    },
    tftpEvent: (event) => {
      if (event.kind === 'failed') return
      const board = registry.byIp(event.client.address)
      const mac = board?.macs.find((candidate) => boots.has(candidate))
      if (mac !== undefined) follow(mac, { kind: 'file', at: clock(), event })
    },
    sweep: () => {
      // Drives do not boot.
      for (const board of registry.list()) if (board.link !== 'drive') judge(board)
      for (const id of ready) if (registry.get(id) === undefined) ready.delete(id)
    },
  }
}

/** Its agent or its own system runs, or is told to: how it booted is over. */
function isDone({ stage }: Board): boolean {
  return ['ready', 'waiting-for-approval', 'local'].includes(stage.kind)
}

function watchedOf(boots: ReadonlyMap<string, Watched>, board: Board): Watched | undefined {
  const mac = board.macs.find((candidate) => boots.has(candidate))
  return mac === undefined ? undefined : boots.get(mac)
}

function macOf(event: DhcpEvent): string | null {
  if ('client' in event) return event.client.hardwareAddress
  return event.kind === 'foreign-server' ? event.hardwareAddress : null
}

function trailEventOf(event: DhcpEvent, at: number): TrailEvent | null {
  switch (event.kind) {
    case 'discover':
      return {
        kind: 'discover',
        at,
        lateSeconds: event.client.secondsAsking,
        bootloaderBefore: builtBeforeFourcc(event.client.identity),
      }
    case 'proxy-answered':
      return { kind: 'offered', at }
    case 'offered':
      return usesOffers(event.client.identity)
        ? { kind: 'address', at, address: event.address }
        : { kind: 'offered', at }
    case 'acked':
      return event.decision === 'netboot' ? { kind: 'address', at, address: event.address } : null
    case 'foreign-server':
      return { kind: 'foreign-server', at, server: event.serverAddress }
    default:
      return null
  }
}

/** The boot ROM of a Pi 3 never asks for what it was offered (firmware#1699): it just uses it. */
function usesOffers(identity: ClientIdentity): boolean {
  return identity.kind === 'raspberry-pi' && identity.generation === 3
}

function builtBeforeFourcc(identity: ClientIdentity): string | null {
  const isOld = identity.kind === 'raspberry-pi' && identity.evidence === 'serial-only'
  return isOld && identity.generation === 4 ? fourccSince : null
}

function isSame(stuck: Stuck | null, verdict: Verdict | null): boolean {
  if (stuck === null || verdict === null) return stuck === verdict
  return stuck.code === verdict.code && stuck.since === verdict.since
}

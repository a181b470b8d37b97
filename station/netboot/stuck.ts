import type { Board } from '../../contract/board.ts'
import type { Stuck, StuckCode } from '../../contract/stuck.ts'
import { orderWithoutNetwork } from './boot-order.ts'
import { initramfsName } from './boot-text.ts'
import type { BootTrail } from './boot-trail.ts'
import { bootloaderProblem } from './bootloader-problem.ts'
import { bootloaderFamily } from './bootloader-versions.ts'

/** Why a board is stuck, without the packets that prove it. */
export type Verdict = Omit<Stuck, 'evidence'>

/** How long each silence may last before it means something, in milliseconds. */
export type StuckThresholds = {
  /** Three times DHCP_REQ_TIMEOUT, 4 s (eeprom-bootloader.adoc): three offers were not taken. */
  readonly offerNotTaken: number
  /** A board asks for its first file at once; twice the 5 s that it waits between tries (rpi-eeprom release notes, 2020-06-03). */
  readonly noBootFiles: number
  /** From one file to the next no bootloader waits longer than some 100 ms; this is generous for one that searches USB in between. */
  readonly fileMissing: number
  /** A bootloader asks again for a block after 1 s or so, and gives the file up after TFTP_FILE_TIMEOUT, 30 s. */
  readonly transferStalled: number
  /** After a transfer was given up: a board that goes on asks for something else by now. */
  readonly transferEnded: number
  /** Firmware that it has just read needs a second or two until it asks for the next file; this is generous. */
  readonly betweenFiles: number
  /** Kernel, network and address take a real board 10 to 20 s until its agent calls. */
  readonly agentSilent: number
  /** A board that starts again sooner than this after the kernel was switched off by a person; a panic takes 10 s more (`panic=10`). */
  readonly restartAfterKernel: number
  /** With spanning tree on the port, a board's silence after a new link is blamed on it from here on: an agent takes up to 20 s without it. */
  readonly portHeld: number
}

export const stuckThresholds: StuckThresholds = {
  offerNotTaken: 12_000,
  noBootFiles: 10_000,
  fileMissing: 8_000,
  transferStalled: 8_000,
  transferEnded: 3_000,
  betweenFiles: 20_000,
  agentSilent: 45_000,
  restartAfterKernel: 12_000,
  portHeld: 20_000,
}

/** So many offers in a row, none of which was taken. */
const offersNotTaken = 3
/** So often our answer to a request was sent, again and again, and never confirmed. */
const answersUnconfirmed = 2
/** So often in a row the same missing file was asked for: our "not found" does not arrive. */
const refusalsUnheard = 4
/**
 * Seconds that a board had asked before it was heard first. Without spanning tree that is two lost requests; with it (IEEE 802.1D: listening and
 * learning, one forward delay each) a port lets nothing through for 30 s by default.
 */
const lateSeconds = 8

/** What is known of one board. */
export type BoardFacts = {
  readonly board: Pick<Board, 'link' | 'stage' | 'model' | 'eepromVersion' | 'eepromConfig'>
  /** Its try to boot from us; null: nothing was heard of its firmware since it last ran an agent or a system of its own. */
  readonly trail: BootTrail | null
  /** How the try before that one ended. */
  readonly before: Verdict | null
  /** It shall netboot into our agent: a person said so, or a job waits for it. */
  readonly wantsAgent: boolean
  /** Its agent asked for work before the board fell silent. */
  readonly wasReady: boolean
  /** The switch runs spanning tree on the served port; null: it does not, as far as was seen. */
  readonly spanningTree: { readonly forwardDelaySeconds: number } | null
}

/** Why this board stays where it is at the time `now`; null while it moves, or where nothing is wrong. Pure. */
export function findStuck(
  facts: BoardFacts,
  now: number,
  thresholds: StuckThresholds = stuckThresholds,
): Verdict | null {
  const { stage } = facts.board
  if (stage.kind === 'ready' || stage.kind === 'waiting-for-approval') return null
  // A board on a USB cable comes back over that cable, whatever its bootloader would try.
  const order = facts.board.link === 'usb' ? null : blindBootOrder(facts)
  if (order !== null) return order
  if (stage.kind === 'local') return null
  const current = facts.trail === null ? null : currentVerdict(facts, facts.trail, now, thresholds)
  const verdict = overAllTries(facts, facts.trail, current)
  if (verdict !== null) return verdict
  const isGone = stage.kind === 'silent' && facts.wasReady && facts.trail === null
  return isGone ? { code: 'went-silent', since: stage.since, facts: {} } : null
}

/** How a try ended that was followed by a new one: what only waiting would have shown is plain now. It is `before` for the new one. */
export function endedVerdict(
  facts: BoardFacts,
  trail: BootTrail,
  now: number,
  thresholds: StuckThresholds = stuckThresholds,
): Verdict | null {
  const atOnce: StuckThresholds = {
    ...thresholds,
    fileMissing: 0,
    transferEnded: 0,
    agentSilent: thresholds.restartAfterKernel,
  }
  return overAllTries(facts, trail, currentVerdict(facts, trail, now, atOnce))
}

/** A board that tries again and again is stuck since its first try, until it comes further than before or fails otherwise. */
function overAllTries(
  { before }: BoardFacts,
  trail: BootTrail | null,
  current: Verdict | null,
): Verdict | null {
  if (before === null) return current
  if (current === null) return hasPassed(trail, before.code) ? null : before
  return isSameReason(before, current) ? before : current
}

function isSameReason(one: Verdict, other: Verdict): boolean {
  const about = ({ code, facts }: Verdict): string =>
    `${code} ${facts.fileName ?? ''} ${facts.server ?? ''}`
  return about(one) === about(other)
}

/** A board that shall netboot, and whose bootloader never tries to. One that was silent all the time may just not be there. */
function blindBootOrder({ board, wantsAgent, wasReady }: BoardFacts): Verdict | null {
  const { kind, since } = board.stage
  const isElsewhere = kind === 'local' || (kind === 'silent' && wasReady)
  if (!wantsAgent || !isElsewhere) return null
  const bootOrder = orderWithoutNetwork(board.eepromConfig, bootloaderFamily(board.model))
  return bootOrder === null
    ? null
    : { code: 'no-network-in-boot-order', since, facts: { bootOrder } }
}

function currentVerdict(
  facts: BoardFacts,
  trail: BootTrail,
  now: number,
  thresholds: StuckThresholds,
): Verdict | null {
  const verdict = trailVerdict(trail, now, thresholds)
  const held = heldPort(facts, trail, now, thresholds)
  if (held !== null && (verdict === null || isSilence(verdict.code))) return held
  if (verdict === null) return null
  const problem = bootloaderProblem(facts.board, trail, verdict.code)
  return problem === null
    ? verdict
    : { code: 'bootloader-too-old', since: verdict.since, facts: problem }
}

/** What the packets alone say. */
function trailVerdict(trail: BootTrail, now: number, thresholds: StuckThresholds): Verdict | null {
  if (trail.foreign !== null) {
    const { server, at } = trail.foreign
    return { code: 'foreign-dhcp', since: at, facts: { server } }
  }
  if (trail.kernelReadAt !== null && trail.initramfsReadAt !== null)
    return agentVerdict(trail, now, thresholds)
  if (trail.file !== null) return fileVerdict(trail, now, thresholds)
  if (trail.addressAt !== null) {
    const waited = now - trail.addressAt >= thresholds.noBootFiles
    const { address } = trail
    return waited
      ? { code: 'no-boot-files-asked', since: trail.addressAt, facts: { address } }
      : null
  }
  const untaken =
    trail.offers >= offersNotTaken && now - trail.startedAt >= thresholds.offerNotTaken
  return untaken ? { code: 'offer-not-taken', since: trail.startedAt, facts: {} } : null
}

function agentVerdict(
  { kernelReadAt, initramfsReadAt, file }: BootTrail,
  now: number,
  { agentSilent }: StuckThresholds,
): Verdict | null {
  const since = Math.max(kernelReadAt ?? 0, initramfsReadAt ?? 0, file?.changedAt ?? 0)
  return now - since >= agentSilent
    ? { code: 'agent-never-called', since, facts: { fileName: initramfsName } }
    : null
}

function fileVerdict(
  { file, neededFile, unconfirmed, sameMissing, unheardSince }: BootTrail,
  now: number,
  thresholds: StuckThresholds,
): Verdict | null {
  if (file === null) return null
  const { fileName, changedAt: since } = file
  const lost: Verdict = { code: 'answers-lost', since: unheardSince ?? since, facts: { fileName } }
  const waited = now - since
  if (unconfirmed >= answersUnconfirmed || sameMissing >= refusalsUnheard) return lost
  switch (file.state) {
    case 'missing':
      return waited >= thresholds.fileMissing
        ? { code: 'file-missing', since, facts: { fileName: neededFile ?? fileName } }
        : null
    case 'unconfirmed':
      return waited >= thresholds.transferEnded ? lost : null
    case 'moving':
      return waited >= thresholds.transferStalled ? stopped(file) : null
    case 'broken-off':
      return waited >= thresholds.transferEnded ? stopped(file) : null
    case 'read':
    case 'looked':
      return waited >= thresholds.betweenFiles
        ? { code: 'stopped-between-files', since, facts: { fileName } }
        : null
    case 'asked':
      return null
  }
}

function stopped(file: NonNullable<BootTrail['file']>): Verdict {
  const { fileName, bytes, size, changedAt } = file
  return {
    code: 'transfer-stopped',
    since: changedAt,
    facts: { fileName, bytes: String(bytes), size: String(size) },
  }
}

/** Codes that say "nothing more came", which a switch port that is held back explains as well. */
function isSilence(code: StuckCode): boolean {
  return ['no-boot-files-asked', 'stopped-between-files', 'agent-never-called'].includes(code)
}

/**
 * Bootloader, firmware and kernel each take the link down and up again, and a switch with spanning tree then holds the port for two forward
 * delays (IEEE 802.1D; rpi-eeprom#480, firmware#934). Longer than that it is no reason any more.
 */
function heldPort(
  { spanningTree }: BoardFacts,
  trail: BootTrail,
  now: number,
  thresholds: StuckThresholds,
): Verdict | null {
  if (spanningTree === null) return null
  const { forwardDelaySeconds } = spanningTree
  const silence = now - trail.heardAt
  const isHeld =
    silence >= thresholds.portHeld &&
    silence < 2 * forwardDelaySeconds * 1000 + thresholds.portHeld &&
    trail.file?.state !== 'missing'
  const cameLate = trail.lateSeconds >= lateSeconds && trail.file === null
  if (!isHeld && !cameLate) return null
  return {
    code: 'spanning-tree',
    since: cameLate ? trail.startedAt : trail.heardAt,
    facts: { forwardDelaySeconds: String(forwardDelaySeconds) },
  }
}

/** How far a try came: 0 asked for an address, 1 has one, 2 asked for a file, 3 read the kernel. */
function reached(trail: BootTrail | null): number {
  if (trail === null) return 0
  if (trail.kernelReadAt !== null) return 3
  if (trail.file !== null) return 2
  return trail.addressAt === null ? 0 : 1
}

/** What a later try must reach so that an earlier one's verdict is over. An agent that calls ends every verdict. */
const passedAt: Readonly<Record<StuckCode, number>> = {
  'offer-not-taken': 1,
  'foreign-dhcp': 1,
  'spanning-tree': 2,
  'no-boot-files-asked': 2,
  'file-missing': 3,
  'answers-lost': 3,
  'transfer-stopped': 3,
  'stopped-between-files': 3,
  'bootloader-too-old': 4,
  'agent-never-called': 4,
  'no-network-in-boot-order': 0,
  'went-silent': 0,
}

function hasPassed(trail: BootTrail | null, code: StuckCode): boolean {
  return reached(trail) >= passedAt[code]
}

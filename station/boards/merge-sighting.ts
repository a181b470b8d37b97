import type { Board, BootStage } from '../../contract/board.ts'
import { isLentMac } from './lent-mac.ts'
import { readRevisionCode } from './revision-code.ts'
import type { AgentReport, Sighting } from './sighting.ts'

/** A board that was never seen before. It is shown our agent when it asks to netboot, so that it can appear. */
export function newBoard(mac: string, now: number): Board {
  return {
    id: mac.replaceAll(':', ''),
    serial: null,
    macs: [mac],
    ip: null,
    name: null,
    slot: null,
    model: null,
    revision: null,
    memoryBytes: null,
    eepromVersion: null,
    bootMode: null,
    link: 'network',
    usbPath: null,
    eepromConfig: null,
    eepromMinimum: null,
    storages: [],
    stage: { kind: 'power', since: now },
    netboot: 'agent',
    stuck: null,
    approved: false,
    note: '',
    hasPhoto: false,
    firstSeenAt: now,
    lastSeenAt: now,
  }
}

/** The board as it is after one more sighting at the time `now`. */
export function mergeSighting(board: Board, sighting: Sighting, now: number): Board {
  const seen = { ...board, lastSeenAt: now }
  switch (sighting.kind) {
    case 'asked-for-address':
      return {
        ...mergeRequest(seen, sighting, now),
        // It is on the bench's network now, whatever it hung on before.
        link: 'network',
        usbPath: null,
      }
    case 'attached':
      return {
        ...seen,
        macs: [...new Set([...lasting(seen.macs), sighting.mac])],
        link: sighting.link,
        usbPath: sighting.usbPath,
        stage: enter(seen.stage, 'power', now),
      }
    case 'left':
      return { ...board, stage: enter(board.stage, 'silent', now) }
    case 'has-address':
      return mergeAddress(seen, sighting.ip, now)
    case 'asked-for-file':
      return { ...seen, stage: { kind: 'boot-files', since: now, fileName: sighting.fileName } }
    case 'told-to-boot-local':
      return { ...seen, stage: enter(seen.stage, 'local', now) }
    case 'heard':
      // An agent that speaks has not been left for the board's own system, whatever was taken for its end.
      return seen.stage.kind === 'silent' || seen.stage.kind === 'local'
        ? { ...seen, stage: { kind: 'ready', since: now } }
        : seen
    case 'registered':
      return mergeReport(seen, sighting.report, sighting.waiting, now)
  }
}

function mergeRequest(
  board: Board,
  sighting: Extract<Sighting, { kind: 'asked-for-address' }>,
  now: number,
): Board {
  const revision = board.revision ?? sighting.boardRevision
  const facts = revision === null ? null : readRevisionCode(revision)
  // A running agent or operating system asks for its address again; that is no new start of the board.
  const restarted = ['silent', 'power', 'address', 'boot-files'].includes(board.stage.kind)
  return {
    ...board,
    revision,
    model: board.model ?? facts?.model ?? sighting.model,
    memoryBytes: board.memoryBytes ?? facts?.memoryBytes ?? null,
    stage: restarted ? enter(board.stage, 'power', now) : board.stage,
  }
}

/** The board's firmware speaks: whatever ran before is gone. */
export function restartBoard(board: Board, now: number): Board {
  return { ...board, lastSeenAt: now, stage: enter(board.stage, 'power', now) }
}

function mergeAddress(board: Board, ip: string, now: number): Board {
  return board.stage.kind === 'power' || board.stage.kind === 'silent'
    ? { ...board, ip, stage: { kind: 'address', since: now } }
    : { ...board, ip }
}

function mergeReport(board: Board, report: AgentReport, waiting: boolean, now: number): Board {
  return {
    ...board,
    serial: report.serial ?? board.serial,
    macs: [...new Set([...lasting(board.macs), report.mac, ...report.macs])],
    ip: report.ip,
    model: report.model ?? board.model,
    revision: report.revision ?? board.revision,
    memoryBytes: report.memoryBytes ?? board.memoryBytes,
    bootMode: report.bootMode ?? board.bootMode,
    eepromVersion: report.eepromVersion ?? board.eepromVersion,
    eepromConfig: report.eepromConfig ?? board.eepromConfig,
    eepromMinimum: report.eepromMinimum ?? board.eepromMinimum,
    storages: report.storages.length > 0 ? [...report.storages] : board.storages,
    stage: enter(board.stage, waiting ? 'waiting-for-approval' : 'ready', now),
  }
}

/** Those that a board keeps: what it was lent for an earlier boot over USB is nobody's any more. */
function lasting(macs: readonly string[]): string[] {
  return macs.filter((mac) => !isLentMac(mac))
}

function enter(
  stage: BootStage,
  kind: Exclude<BootStage['kind'], 'boot-files'>,
  now: number,
): BootStage {
  return stage.kind === kind ? stage : { kind, since: now }
}

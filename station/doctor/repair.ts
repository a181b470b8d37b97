import { basename } from 'node:path'
import type { Fix } from '../../contract/doctor.ts'
import { type Refusal, refusal } from '../../contract/errors.ts'
import type { PlanStep } from '../../contract/settings.ts'
import { grantBrokerRights, withdrawBrokerRights } from '../platform/broker-rights.ts'
import { installUdevRules, removeUdevRules } from '../platform/udev-rules.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Repair } from './finding.ts'
import type { DoneFix, Undo } from './fix-record.ts'
import { acceptAtHead, removeAccepts, stepsOfAccept } from './nft-accept.ts'
import { commandText, runAll } from './run-commands.ts'

/** The fix of a finding, as a person is shown it before it is done. */
export function describeRepair(repair: Repair, parts: DoctorParts): Fix {
  const plan = planOf(repair, parts)
  return { title: repair.title, plan, state: canDo(repair, parts) ? 'available' : 'by-hand' }
}

function canDo(repair: Repair, { isRoot }: DoctorParts): boolean {
  switch (repair.kind) {
    case 'settings':
      return true
    case 'broker-rights':
    case 'udev-rules':
      return repair.canDo
    case 'nft-accept':
      return isRoot
    case 'commands':
      // NetworkManager lets the person at the screen change ports, by polkit.
      return isRoot || repair.commands.every(({ argv }) => argv[0] === 'nmcli')
    case 'by-hand':
      return false
  }
}

function planOf(repair: Repair, { isRoot }: DoctorParts): PlanStep[] {
  const privileged = isRoot ? '' : 'sudo '
  switch (repair.kind) {
    case 'by-hand':
    case 'broker-rights':
    case 'udev-rules':
      return [...repair.plan]
    case 'settings':
      return [{ id: 'settings', what: repair.what, command: null, undo: 'the setting as it was' }]
    case 'nft-accept':
      return stepsOfAccept(repair.interfaceName, repair.chains, privileged)
    case 'commands':
      return repair.commands.map(({ id, what, argv, undo }) => ({
        id,
        what,
        command: privileged + commandText(argv),
        undo: undo === null ? null : privileged + commandText(undo),
      }))
  }
}

/** Does what was planned, all or nothing; answers with how it is taken back. */
export async function applyRepair(
  repair: Repair,
  parts: DoctorParts,
): Promise<{ readonly kind: 'done'; readonly undo: Undo } | Refusal> {
  if (repair.kind === 'by-hand' || !canDo(repair, parts)) {
    const commands = planOf(repair, parts).map((step) => step.command)
    return refusal(
      'by-hand',
      `The station has no right to do this itself: ${repair.title}. Run this in a terminal: ${commands.join(' ; ')}`,
    )
  }
  switch (repair.kind) {
    case 'settings': {
      const before = parts.settings.current()
      const changed = parts.settings.change(repair.change)
      if (changed.kind === 'refused') return changed
      const names = Object.keys(repair.change)
      const kept = Object.entries(before).filter(([name]) => names.includes(name))
      return { kind: 'done', undo: { kind: 'settings', before: Object.fromEntries(kept) } }
    }
    case 'broker-rights': {
      const granted = await grantBrokerRights(parts.programs.brokerPath)
      return granted.kind === 'refused'
        ? granted
        : { kind: 'done', undo: { kind: 'broker-rights' } }
    }
    case 'udev-rules': {
      const installed = await installUdevRules(repair.paths, parts.run, parts.isRoot)
      if (installed.kind === 'refused') return installed
      const names = repair.paths.map((path) => basename(path))
      return { kind: 'done', undo: { kind: 'udev-rules', names } }
    }
    case 'nft-accept': {
      const { interfaceName, chains } = repair
      const done = await acceptAtHead(interfaceName, chains, parts.run)
      if (done.kind === 'refused') return done
      return { kind: 'done', undo: { kind: 'nft-accept', interfaceName, chains: [...chains] } }
    }
    case 'commands': {
      const done = await runAll(repair.commands, parts.run)
      return done.kind === 'refused' ? done : { kind: 'done', undo: done }
    }
  }
}

/** Takes a fix back. */
export async function undoRepair(
  { undo }: DoneFix,
  parts: DoctorParts,
): Promise<{ readonly kind: 'undone' } | Refusal> {
  switch (undo.kind) {
    case 'settings': {
      const changed = parts.settings.change(undo.before)
      return changed.kind === 'refused' ? changed : { kind: 'undone' }
    }
    case 'broker-rights': {
      const withdrawn = await withdrawBrokerRights(parts.programs.brokerPath)
      return withdrawn.kind === 'refused' ? withdrawn : { kind: 'undone' }
    }
    case 'udev-rules': {
      const removed = await removeUdevRules(undo.names, parts.run, parts.isRoot)
      return removed.kind === 'refused' ? removed : { kind: 'undone' }
    }
    case 'nft-accept':
      return removeAccepts(undo.interfaceName, undo.chains, parts.run)
    case 'commands': {
      const commands = undo.commands.map((argv) => ({ argv, undo: null }))
      const done = await runAll(commands, parts.run)
      return done.kind === 'refused' ? done : { kind: 'undone' }
    }
  }
}

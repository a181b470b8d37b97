import type { Checkup } from '../../contract/doctor.ts'
import type { PlanStep, Settings } from '../../contract/settings.ts'

/** One command without a shell, and the one that takes it back. */
export type RepairCommand = {
  readonly id: string
  readonly what: string
  readonly argv: readonly [RepairProgram, ...string[]]
  readonly undo: readonly [RepairProgram, ...string[]] | null
}

/** The only programs that a repair runs; what is written down for `undo` is checked against this list again. */
export const repairPrograms = [
  'nft',
  'iptables',
  'ufw',
  'firewall-cmd',
  'systemctl',
  'nmcli',
] as const
export type RepairProgram = (typeof repairPrograms)[number]

/** What can be done about a finding, as data: shown first, done on request, and taken back. */
export type Repair = { readonly title: string } & (
  | { readonly kind: 'commands'; readonly commands: readonly RepairCommand[] }
  /** Rules at the head of chains that drop what boards send; they carry a comment by which they are found again. */
  | {
      readonly kind: 'nft-accept'
      readonly interfaceName: string
      readonly chains: readonly NftChain[]
    }
  | { readonly kind: 'settings'; readonly what: string; readonly change: Partial<Settings> }
  | { readonly kind: 'broker-rights'; readonly canDo: boolean; readonly plan: readonly PlanStep[] }
  | {
      readonly kind: 'udev-rules'
      readonly canDo: boolean
      readonly paths: readonly string[]
      readonly plan: readonly PlanStep[]
    }
  | { readonly kind: 'by-hand'; readonly plan: readonly PlanStep[] }
)

/** A base chain of nftables: `inet filter input`. */
export type NftChain = {
  readonly family: 'ip' | 'inet'
  readonly table: string
  readonly chain: string
  /** `input`: packets to the station; `forward`: packets between boards and the internet. */
  readonly hook: 'input' | 'forward'
}

/** What one check found. */
export type Finding = Omit<Checkup, 'fix'> & { readonly repair: Repair | null }

/** All is well. */
export function ok(id: string, title: string, found: string): Finding {
  return { id, title, state: 'ok', found, next: null, repair: null }
}

/** Boards can be served, but something may go wrong or be missed. */
export function warning(
  id: string,
  title: string,
  found: string,
  next: string | null,
  repair: Repair | null = null,
): Finding {
  return { id, title, state: 'warning', found, next, repair }
}

/** Boards can't be served until this is repaired. */
export function problem(
  id: string,
  title: string,
  found: string,
  next: string | null,
  repair: Repair | null = null,
): Finding {
  return { id, title, state: 'problem', found, next, repair }
}

/** A step that a person takes at a terminal. */
export function byHand(id: string, what: string, command: string, undo: string | null): PlanStep {
  return { id, what, command, undo }
}

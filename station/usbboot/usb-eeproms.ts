import { type Refusal, refusal } from '../../contract/errors.ts'
import type { UsbBoard } from '../../contract/usb-board.ts'
import type { EepromPlan, EepromRun } from '../../contract/usb-eeprom.ts'
import { encodeSignature } from '../protocols/rpiboot/eeprom-signature.ts'
import { type PlannedEeprom, planEeprom } from './eeprom-plan.ts'
import { judgeAsking, judgeWriting } from './eeprom-run.ts'
import type { KeptEeproms } from './kept-eeproms.ts'
import { openRecoveryFiles, recoveryConfig, recoveryRun } from './recovery-files.ts'
import type { UsbBoards, UsbPlugged } from './usb-boards.ts'
import type { BootBegun } from './usb-port.ts'

/** What a board's agent has told about its bootloader. Times in milliseconds since 1970. */
export type KnownBootloader = {
  readonly config: string | null
  readonly builtAt: number | null
  readonly minimumVersion: number | null
  /** When it was told. */
  readonly at: number
}

/** A plan is an answer too. Undefined: there is no board on this port. */
type PlanAnswer = { readonly kind: 'planned'; readonly plan: EepromPlan } | Refusal | undefined

/** Bootloaders of boards on USB cables: asked, planned, and written when a person has confirmed exactly that plan. */
export type UsbEeproms = {
  askIdentity(path: string): Promise<BootBegun | Refusal | undefined>
  plan(path: string, wish: EepromChoice): Promise<PlanAnswer>
  write(path: string, order: EepromOrder): Promise<BootBegun | Refusal | undefined>
}

export type EepromChoice = { readonly config: string | null; readonly bootOrder: string | null }

export type EepromOrder = {
  readonly config: string
  readonly confirmation: string
  readonly typed: string
}

export function createUsbEeproms(options: {
  readonly boards: UsbBoards
  /** The folder of imported recovery files. */
  readonly folder: string
  readonly kept: KeptEeproms
  readonly knownBootloader: (board: UsbBoard) => KnownBootloader | null
  readonly clock: () => number
  /** A run of the recovery program has ended. */
  readonly onEnded: (board: Pick<UsbBoard, 'path' | 'serial'>, run: EepromRun) => void
  readonly log: (message: string) => void
}): UsbEeproms {
  const { boards, folder, kept, clock, log } = options

  const planned = async (
    plugged: UsbPlugged,
    choice: EepromChoice,
  ): Promise<(PlannedEeprom & { readonly program: Uint8Array }) | Refusal> => {
    const { board, session, isIdentityOld } = plugged
    const files = await openRecoveryFiles(folder, board.chip)
    if (files.kind === 'refused') return files
    const known = options.knownBootloader(board)
    const identity = identityOf(board)
    const written = identity === null ? null : await kept.lastWritten(identity)
    const result = planEeprom({
      path: board.path,
      session,
      serial: board.serial,
      identity,
      isIdentityOld,
      hardware: {
        chip: files.image.chip,
        revision: board.revision,
        minimumVersion: known?.minimumVersion ?? null,
        builtAt: known?.builtAt ?? null,
      },
      files,
      present: newest(known, written),
      ...choice,
    })
    return { ...result, program: files.program }
  }

  const keepEnd = (board: UsbBoard, run: EepromRun): void => {
    options.onEnded(board, run)
    if (run.keptIn === null) return
    try {
      kept.keepResult(run.keptIn, run)
    } catch (error) {
      // The board is written all the same; the next plan begins without it.
      log(`usb: the result of ${board.path} can't be kept: ${String(error)}`)
    }
  }

  const send = async (
    plugged: UsbPlugged,
    plan: EepromPlan,
    image: Uint8Array,
    program: Uint8Array,
  ): Promise<BootBegun | Refusal> => {
    const { board } = plugged
    const at = clock()
    const keptIn = await kept.keep(plan, image, at)
    const begun: EepromRun = { at, outcome: 'running', properties: [], sha256: plan.sha256, keptIn }
    const signature = encodeSignature(plan.sha256, Math.floor(at / 1_000), plan.chip)
    const run = recoveryRun(
      program,
      new Map<string, Uint8Array>([
        ['config.txt', recoveryConfig({ restarts: false })],
        ['pieeprom.sig', Buffer.from(signature)],
        ['pieeprom.bin', image],
      ]),
    )
    return boards.bootWith(plugged, 'recovery', run, {
      begun,
      judge: (told) => {
        const verdict = judgeWriting(told, { begun, identity: identityOf(board), at: clock() })
        keepEnd({ ...board, serial: told.serial ?? board.serial }, verdict.eeprom)
        return verdict
      },
    })
  }

  return {
    askIdentity: async (path) => {
      const plugged = boards.pluggedAt(path)
      if (plugged === undefined) return undefined
      const files = await openRecoveryFiles(folder, plugged.board.chip)
      if (files.kind === 'refused') return files
      const begun: EepromRun = {
        at: clock(),
        outcome: 'running',
        properties: [],
        sha256: null,
        keptIn: null,
      }
      const config = new Map([['config.txt', recoveryConfig({ restarts: true })]])
      return boards.bootWith(plugged, 'recovery', recoveryRun(files.program, config), {
        begun,
        judge: (told) => judgeAsking(told, begun, clock()),
      })
    },
    plan: async (path, choice) => {
      const plugged = boards.pluggedAt(path)
      if (plugged === undefined) return undefined
      const result = await planned(plugged, choice)
      return 'kind' in result ? result : { kind: 'planned', plan: result.plan }
    },
    write: async (path, { config, confirmation, typed }) => {
      const plugged = boards.pluggedAt(path)
      if (plugged === undefined) return undefined
      const result = await planned(plugged, { config, bootOrder: null })
      if ('kind' in result) return result
      const { plan, image, program } = result
      const [against] = plan.refusals
      if (image === null)
        return refusal(against?.code ?? 'usb-eeprom-changed', against?.message ?? '')
      if (plan.confirmation !== confirmation) return changed()
      if (typed.trim().toLowerCase() !== plan.typed.toLowerCase()) return notTyped(plan.typed)
      return send(plugged, plan, image, program)
    },
  }
}

/** Older recovery programs tell a MAC address and no serial number. */
function identityOf({ serial, macs }: UsbBoard): string | null {
  return serial ?? macs[0] ?? null
}

/** The last that was heard of the board's configuration: from its agent, or because it was written here. */
function newest(
  known: KnownBootloader | null,
  written: { readonly config: string; readonly at: number } | null,
): EepromPlan['present'] {
  const told =
    known === null || known.config === null
      ? null
      : { config: known.config, source: 'agent' as const, at: known.at }
  const kept = written && { ...written, source: 'written' as const }
  if (told === null || kept === null) return told ?? kept
  return told.at > kept.at ? told : kept
}

function changed(): Refusal {
  return refusal(
    'usb-eeprom-changed',
    'Something has changed since the plan was shown (the board, the imported files or its configuration), so nothing was written. Look at the new plan and confirm that.',
  )
}

function notTyped(expected: string): Refusal {
  return refusal(
    'usb-eeprom-not-typed',
    `What was typed is not "${expected}", so nothing was written. Type what stands on the board's card.`,
  )
}

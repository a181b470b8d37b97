import type { EepromFinding, EepromPlan } from '../../contract/usb-eeprom.ts'
import { withConfig } from '../protocols/rpiboot/eeprom-image.ts'
import { configRefusals, configWarnings, tidyConfig, withBootOrder } from './eeprom-config.ts'
import { ageRefusals, ageWarnings, type KnownHardware } from './eeprom-minimum.ts'
import { diffLines } from './line-diff.ts'
import { hashOf, type RecoveryFiles } from './recovery-files.ts'

/** Everything that a plan is made of. Times in milliseconds since 1970. */
export type EepromWish = {
  readonly path: string
  /** Changes each time that something is plugged into the port. */
  readonly session: number
  readonly serial: string | null
  /** Who the board is: its serial number, else its first MAC address; null while it was not asked. */
  readonly identity: string | null
  /** It told that before it was away from USB for a moment. */
  readonly isIdentityOld: boolean
  readonly hardware: KnownHardware
  readonly files: RecoveryFiles
  readonly present: EepromPlan['present']
  /** What the person has written; null: what the board has or, where that is not known, what is in the image. */
  readonly config: string | null
  readonly bootOrder: string | null
}

/** A plan, and the image that it would write; null where it is refused. */
export type PlannedEeprom = { readonly plan: EepromPlan; readonly image: Uint8Array | null }

/** Works out what would be written and all that speaks against it. */
export function planEeprom(wish: EepromWish): PlannedEeprom {
  const { path, serial, identity, hardware, files, present } = wish
  const { image } = files
  const config = wantedConfig(wish)
  const age = {
    builtAt: milliseconds(image.buildTime),
    manufactureVersion: image.manufactureVersion,
  }
  const refusals = [...configRefusals(config, image.room), ...ageRefusals(age, hardware)]
  const warnings = [
    ...identityWarnings(wish),
    ...ageWarnings(age, hardware),
    ...configWarnings(config),
  ]
  const bytes = refusals.length === 0 ? withConfig(image, config) : null
  const sha256 = bytes === null ? '' : hashOf(bytes)
  return {
    plan: {
      path,
      chip: image.chip,
      serial,
      typed: identity ?? path,
      image: {
        fileName: files.fileName,
        sizeBytes: image.bytes.length,
        sha256: files.sha256,
        builtAt: age.builtAt,
        manufactureVersion: image.manufactureVersion,
      },
      present,
      board: { builtAt: hardware.builtAt, minimumVersion: hardware.minimumVersion },
      config,
      lines: diffLines(present?.config ?? image.config, config),
      sha256,
      warnings,
      refusals,
      confirmation: bytes === null ? null : confirmationOf(wish, sha256),
    },
    image: bytes,
  }
}

function wantedConfig({ config, bootOrder, present, files }: EepromWish): string {
  const base = config ?? present?.config ?? files.image.config
  return bootOrder === null ? tidyConfig(base) : withBootOrder(base, bootOrder)
}

/** Names the board, its port and plugging, and every byte of the image. */
function confirmationOf({ path, session, identity, present }: EepromWish, sha256: string): string {
  const parts = [path, session, identity, present?.config ?? null, sha256]
  return hashOf(Buffer.from(JSON.stringify(parts)))
}

function identityWarnings({ identity, isIdentityOld, present }: EepromWish): EepromFinding[] {
  if (identity === null) {
    return [
      {
        code: 'eeprom-board-unknown',
        message:
          'The board has not told who it is, so neither its present configuration nor what was written to it before is known. Ask the board first.',
      },
    ]
  }
  const found: EepromFinding[] = []
  if (isIdentityOld) {
    found.push({
      code: 'eeprom-board-returned',
      message: `The board told that it is ${identity} before it was away from USB for a moment. If another board is in this port now, plug it out and in again. After the writing that is compared.`,
    })
  }
  if (present === null) {
    found.push({
      code: 'eeprom-present-unknown',
      message:
        "The configuration that this board has now is not known: it can't be read over USB, and no agent has told it. The new one is compared with that of the image; settings that only this board has are lost.",
    })
  }
  return found
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000
}

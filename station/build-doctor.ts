import { join } from 'node:path'
import { defaultSettings, type Settings } from '../contract/settings.ts'
import type { Serving } from '../contract/station-event.ts'
import { createDoctor, type Doctor } from './doctor/doctor.ts'
import { fixRecordSchema } from './doctor/fix-record.ts'
import type { BenchKnowledge } from './network/bench-knowledge.ts'
import type { BenchPrograms } from './network/bench-settings.ts'
import {
  createSettingsKeeper,
  type SettingsKeeper,
  storedSettingsSchema,
} from './network/settings.ts'
import { runCommand } from './platform/run-command.ts'
import { openJsonFile } from './storage/json-file.ts'

/** The settings of a data folder; `forThisRun` wins over them. */
export function openSettings(
  dataFolder: string,
  forThisRun: Partial<Settings>,
  log: (message: string) => void,
): SettingsKeeper {
  const store = openJsonFile({
    path: join(dataFolder, 'settings.json'),
    schema: storedSettingsSchema(defaultSettings),
    orElse: defaultSettings,
    log,
  })
  return createSettingsKeeper({ store, forThisRun })
}

/** The doctor of a data folder, beside a running station or without one. */
export function buildDoctor(options: {
  readonly dataFolder: string
  readonly bootFolders: readonly string[]
  readonly programs: BenchPrograms
  readonly rulesFolder?: string | undefined
  readonly settings: SettingsKeeper
  readonly serving: () => Serving
  readonly knowledge: () => BenchKnowledge
  readonly clock: () => number
  readonly log: (message: string) => void
}): Doctor {
  const fixes = openJsonFile({
    path: join(options.dataFolder, 'fixes.json'),
    schema: fixRecordSchema,
    orElse: {},
    log: options.log,
  })
  return createDoctor({
    ...options,
    fixes,
    run: runCommand,
    isRoot: process.getuid?.() === 0,
  })
}

import type { Serving } from '../../contract/station-event.ts'
import type { BenchKnowledge } from '../network/bench-knowledge.ts'
import type { BenchPrograms } from '../network/bench-settings.ts'
import type { SettingsKeeper } from '../network/settings.ts'
import type { RunCommand } from '../platform/run-command.ts'
import type { JsonFile } from '../storage/json-file.ts'
import type { FixRecord } from './fix-record.ts'

/** What the doctor needs to look at this computer; it works beside a running station and without one. */
export type DoctorParts = {
  readonly settings: SettingsKeeper
  readonly serving: () => Serving
  /** What the running bench has heard; nothing where none is served. */
  readonly knowledge: () => BenchKnowledge
  readonly programs: BenchPrograms
  readonly bootFolders: readonly string[]
  readonly dataFolder: string
  readonly fixes: JsonFile<FixRecord>
  readonly run: RunCommand
  readonly isRoot: boolean
  /** Where our udev rules lie; absent where the station brings none. */
  readonly rulesFolder?: string | undefined
  /** Where udev reads rules, for tests. */
  readonly rulesRead?: readonly string[]
  readonly clock: () => number
}

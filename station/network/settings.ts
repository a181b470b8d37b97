import type { Refusal } from '../../contract/errors.ts'
import { type Settings, settingsSchema } from '../../contract/settings.ts'
import { checkSettings } from './settings-check.ts'

/** Some of the settings; what is absent or undefined is not spoken of. */
export type SettingsWish = { readonly [Name in keyof Settings]?: Settings[Name] | undefined }

/** The settings as they hold now, and the one way to change them. */
export type SettingsKeeper = {
  current(): Settings
  /** Changes what is given and keeps the rest, durably; refused when the result would contradict itself. */
  change(wish: SettingsWish): ({ readonly kind: 'changed' } & { settings: Settings }) | Refusal
}

/**
 * Keeps settings in `store`. `forThisRun` (options of the command line) win over what is stored until a person changes the
 * same setting; they are never stored themselves.
 */
export function createSettingsKeeper(options: {
  readonly store: { read(): Settings; write(settings: Settings): void }
  readonly forThisRun: Partial<Settings>
}): SettingsKeeper {
  const { store } = options
  let stored = store.read()
  let overlay: Partial<Settings> = options.forThisRun
  const current = (): Settings => ({ ...stored, ...overlay })
  return {
    current,
    change: (wish) => {
      const settings = { ...current(), ...definedOf(wish) }
      const refused = checkSettings(settings)
      if (refused !== null) return refused
      overlay = without(overlay, Object.keys(wish))
      stored = { ...stored, ...definedOf(wish) }
      store.write(stored)
      return { kind: 'changed', settings: current() }
    },
  }
}

/** The file's schema: what an older station did not know yet gets its default. */
export function storedSettingsSchema(defaults: Settings) {
  return settingsSchema
    .partial()
    .transform((found): Settings => ({ ...defaults, ...definedOf(found) }))
}

function definedOf(wish: SettingsWish): Partial<Settings> {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
}

function without(settings: Partial<Settings>, keys: readonly string[]): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)))
}

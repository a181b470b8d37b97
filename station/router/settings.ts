import { implement } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Station } from '../station.ts'
import { accepted } from './answers.ts'

export function createSettingsRouter({ settings, audit }: Station) {
  const os = implement(contract.settings)
  return os.router({
    get: os.get.handler(() => settings.current()),
    change: os.change.handler(({ input, errors }) => {
      const changed = accepted(errors, settings.change(input))
      audit('change-settings', 'station', input)
      return changed.settings
    }),
  })
}

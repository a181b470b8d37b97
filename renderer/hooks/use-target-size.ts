import { usePreferences } from '../stores/preferences.ts'

/** The least side of everything that is pressed, in rem; theme.css has the same as `--target`. */
export function useTargetSize(): number {
  return usePreferences(({ largeTargets }) => largeTargets) ? 3.5 : 2.75
}

import { useAttachments } from '../stores/attachments.ts'

/** The names of these lines, for a title. */
export function useConsoleNames(ids: readonly string[]): string {
  const lines = useAttachments(({ consoles }) => consoles)
  return ids.map((id) => lines.find((line) => line.id === id)?.name ?? id).join(', ')
}

/**
 * The part of the bench that a slot belongs to: `A` of `A1`, `switch 2` of `switch 2/14`, an empty text of a plain number.
 * Null: the board has no slot.
 */
export function groupOfSlot(slot: string | null): string | null {
  if (slot === null || slot.trim() === '') return null
  const slash = slot.lastIndexOf('/')
  if (slash > 0) return slot.slice(0, slash).trim()
  const letters = /^(.*?)[\s._:#-]*\d+\s*$/s.exec(slot)
  return (letters?.[1] ?? '').trim()
}

/** A station that ran this long has recovered: its next end is the first of a new series. */
const healthyAfter = 60_000

/** Milliseconds to wait before the n-th start in a row (from 1): 0.5 s doubling up to 30 s. */
export function restartDelay(attempt: number): number {
  return Math.min(30_000, 500 * 2 ** Math.max(0, attempt - 1))
}

/** The number of the next start in a row, after a run that took `ranFor` milliseconds. */
export function nextAttempt(attempt: number, ranFor: number): number {
  return ranFor >= healthyAfter ? 1 : attempt + 1
}

/** Milliseconds to wait before the n-th attempt (from 1) to reach the station again: 0.5 s doubling up to 8 s. */
export function reconnectDelay(attempt: number): number {
  return Math.min(8000, 500 * 2 ** Math.max(0, attempt - 1))
}

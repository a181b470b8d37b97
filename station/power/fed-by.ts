/** True where what hangs on USB port `path` gets its power through the port `feeding`: the same one, or one of a hub below it. */
export function isFedBy(path: string | null, feeding: string | null): boolean {
  if (path === null || feeding === null) return false
  return path === feeding || path.startsWith(`${feeding}.`)
}

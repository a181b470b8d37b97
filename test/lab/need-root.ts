/**
 * True when the tests must be skipped because network namespaces need root; says so on the
 * terminal. Use as `describe.skipIf(needRoot('what is not proven then'))`.
 */
export function needRoot(reason: string): boolean {
  if (process.getuid?.() === 0) return false
  console.warn(
    `SKIPPED, because this is not root (run the tests as root in a container): ${reason}`,
  )
  return true
}

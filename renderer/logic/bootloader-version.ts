/**
 * The day on which a bootloader was built, from the version that the board tells: seconds since 1970 in decimal, as in the
 * device tree's `chosen/bootloader/build-timestamp`. Null where it is something else.
 */
export function bootloaderDate(version: string | null): Date | null {
  if (version === null || !/^\d{9,11}$/.test(version)) return null
  return new Date(Number(version) * 1000)
}

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * True when the tests must be skipped because a program is not installed; says so on the terminal. Use as
 * `describe.skipIf(needProgram('tshark', 'what is not proven then'))`.
 */
export function needProgram(name: string, reason: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  if (folders.some((folder) => isExecutable(join(folder, name)))) return false
  console.warn(
    `SKIPPED, because ${name} is not installed ("npm test" as root on Debian installs it): ${reason}`,
  )
  return true
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

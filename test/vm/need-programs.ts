import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { needRoot } from '../lab/need-root.ts'
import { uBootPath } from './u-boot-environment.ts'

const programs = ['qemu-system-aarch64', 'fdtput', 'mmdebstrap', 'qemu-aarch64-static', 'mcopy']

/** True when the guests can't be run on this machine; says so, and what to do, on the terminal. */
export function needGuests(reason: string): boolean {
  if (needRoot(reason)) return true
  const missing = programs.filter((name) => !isInPath(name))
  if (!isThere(uBootPath)) missing.push('u-boot-qemu')
  if (missing.length === 0) return false
  console.warn(
    `SKIPPED, because this machine lacks ${missing.join(', ')} ("npm test" as root on Debian installs them): ${reason}`,
  )
  return true
}

function isInPath(name: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => isThere(join(folder, name)))
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

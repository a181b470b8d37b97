import { createHash } from 'node:crypto'
import type { FoundDrive } from '../platform/drive.ts'

/** What a drive is known by, whatever port it hangs on and whatever name the kernel gives it. */
export type DriveIdentity = Pick<FoundDrive, 'serial' | 'sizeBytes'>

/**
 * The address under which a drive's agent registers: locally administered, unicast (IEEE 802-2014, 8.4), and the same whenever the
 * same drive is plugged in. A drive has no network address of its own, and a board is known by one.
 */
export function macOfDrive({ serial, sizeBytes }: DriveIdentity): string {
  const hash = createHash('sha256').update(`${serial}\n${sizeBytes}`).digest()
  return [0x02, ...hash.subarray(0, 5)]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(':')
}

export function isSameDrive(one: DriveIdentity, other: DriveIdentity): boolean {
  return one.serial === other.serial && one.sizeBytes === other.sizeBytes
}

/**
 * How the drive is called as a board's storage: a job goes on with it under whatever name the kernel gives it the next time. The agent
 * finds the drive by this name in its own folder.
 */
export function storagePath({ kind, serial }: Pick<FoundDrive, 'kind' | 'serial'>): string {
  return `${kind}-${serial.replaceAll(/[^\w.-]/g, '_')}`
}

import { type Refusal, refusal } from '../../contract/errors.ts'
import type { FoundDrive } from '../platform/drive.ts'
import { isSameDrive } from './drive-identity.ts'

/** A system that runs from a drive has it here; the last ones are those of live systems (Debian, Ubuntu, Fedora). */
const systemPlaces = [
  '/',
  '/usr',
  '/var',
  '/boot',
  '/boot/firmware',
  '/boot/efi',
  '/efi',
  '[SWAP]',
  '/run/live/medium',
  '/lib/live/mount/medium',
  '/cdrom',
  '/run/initramfs/live',
]

/**
 * Why a drive can't be written or read, or null. The broker looks again at the moment of opening: this is so that a person is told
 * before, and in words.
 */
export function driveRefusal(
  drive: FoundDrive,
  all: readonly FoundDrive[],
  largestBytes: number,
): Refusal | null {
  return (
    mediumProblem(drive) ??
    occupation(drive) ??
    identityProblem(drive, all) ??
    sizeProblem(drive, largestBytes)
  )
}

function mediumProblem({ path, sizeBytes, isReadOnly }: FoundDrive): Refusal | null {
  if (sizeBytes === 0)
    return refusal(
      'drive-no-medium',
      `There is no card in ${path}, or it can't be read. Put one in; it appears here by itself.`,
    )
  return isReadOnly
    ? refusal(
        'drive-read-only',
        `${path} is write-protected. Look for the switch on the side of the card or stick, then plug it in again.`,
      )
    : null
}

function occupation({ path, mountPoints, usedBy }: FoundDrive): Refusal | null {
  const ofSystem = mountPoints.filter((place) => systemPlaces.includes(place))
  if (ofSystem.length > 0)
    return refusal(
      'drive-system',
      `${path} holds the system that runs on this computer (${ofSystem.join(', ')}), so it is never touched. Use another drive.`,
    )
  if (usedBy.length > 0)
    return refusal(
      'drive-in-use',
      `${path} is in use: on it lies ${usedBy.join(', ')} of this computer. Close or stop that first, then the drive can be used.`,
    )
  return mountPoints.length > 0
    ? refusal(
        'drive-mounted',
        `${path} is mounted at ${mountPoints.join(', ')}, so its files may be in use. Unmount it, then it can be used.`,
      )
    : null
}

/** What the broker compares (native/broker-arguments.c), without what would have to be escaped on the way there. */
const usableSerial = /^[ !#-[\]-~]{1,128}$/

/** A job goes on with the drive that it was armed for, so each must be told from all others. */
function identityProblem(drive: FoundDrive, all: readonly FoundDrive[]): Refusal | null {
  const { path, serial } = drive
  if (!usableSerial.test(serial))
    return refusal(
      'drive-no-serial',
      `${path} tells no serial number, or none that can be used, so it can't be told from another one. Use another reader or stick.`,
    )
  const twin = all.find((other) => other.name !== drive.name && isSameDrive(other, drive))
  return twin === undefined
    ? null
    : refusal(
        'drive-serial-twice',
        `${path} and ${twin.path} tell the same serial number and size, so they can't be told apart. Unplug one of them.`,
      )
}

function sizeProblem({ path, sizeBytes }: FoundDrive, largestBytes: number): Refusal | null {
  return sizeBytes > largestBytes
    ? refusal(
        'drive-too-large',
        `${path} holds ${sizeBytes} bytes, more than the ${largestBytes} that a drive for boards may have, so that nobody's disk is erased by mistake. Use a smaller one, or raise the limit in the settings.`,
      )
    : null
}

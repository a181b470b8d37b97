import { basename } from 'node:path'
import type { DriveListing, FoundDrive } from './drive.ts'

/**
 * The drives of macOS and Windows, by the package drivelist. It has a compiled part that Linux neither needs nor builds, so it is
 * loaded only here, and may be missing.
 */
export async function listOtherDrives(): Promise<DriveListing> {
  try {
    const { list } = await import('drivelist')
    const drives = (await list()).filter(({ isUSB, isCard }) => isUSB === true || isCard === true)
    return { kind: 'found', drives: drives.map(foundDrive) }
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return {
      kind: 'unavailable',
      detail: `the package drivelist can't be used: ${reason} (build it with: npm rebuild drivelist)`,
    }
  }
}

type ListedDrive = {
  readonly device: string
  readonly description: string
  readonly size: number | null
  readonly isReadOnly: boolean
  readonly isCard: boolean | null
  readonly mountpoints: readonly { readonly path: string }[]
}

function foundDrive(drive: ListedDrive): FoundDrive {
  return {
    name: basename(drive.device),
    path: drive.device,
    model: drive.description,
    // drivelist tells none.
    serial: '',
    sizeBytes: drive.size ?? 0,
    kind: drive.isCard === true ? 'sd' : 'usb',
    usbPath: null,
    isReadOnly: drive.isReadOnly,
    mountPoints: drive.mountpoints.map(({ path }) => path),
    usedBy: [],
  }
}

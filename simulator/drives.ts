import { closeSync, ftruncateSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'

/** A drive that is not there: a file. The shape is that of the station's own list of drives. */
export type SimulatedDrive = {
  /** As the kernel would call it, `sdb`. */
  readonly name: string
  readonly model: string
  readonly serial: string
  readonly sizeBytes: number
  readonly kind: 'usb' | 'sd'
  readonly usbPath: string | null
  readonly isReadOnly?: boolean
  readonly mountPoints?: readonly string[]
  readonly usedBy?: readonly string[]
}

type Found = Required<SimulatedDrive> & { readonly path: string }

/** The drives of a computer that are files in a folder. The block copier works on the file itself, without the broker. */
export type SimulatedDrives = {
  list(): Promise<{ readonly kind: 'found'; readonly drives: readonly Found[] }>
  watch(onChange: () => void): () => void
  copierFor(drive: { readonly serial: string }): {
    readonly program: string
    readonly environment: Readonly<Record<string, string>>
    readonly target: string
  }
  unmount(drive: { readonly name: string }): Promise<{ readonly kind: 'unmounted' }>
  /** Makes its file, of zeros, if it was never plugged in before; under another name too it is the same drive with the same bytes. */
  plugIn(drive: SimulatedDrive): void
  unplug(name: string): void
  /** The file that holds the bytes of the drive with this serial number. */
  fileOf(serial: string): string
}

export function createSimulatedDrives(options: {
  readonly folder: string
  readonly copierPath: string
  /** Value of BOOTBENCH_FAULTS. */
  readonly copierFaults?: string
}): SimulatedDrives {
  const plugged = new Map<string, Found>()
  const watchers = new Set<() => void>()
  mkdirSync(options.folder, { recursive: true })
  const fileOf = (serial: string): string => join(options.folder, `serial-${serial}`)
  const changed = (): void => {
    for (const onChange of watchers) onChange()
  }
  const put = (drive: Found): void => {
    plugged.set(drive.name, drive)
    changed()
  }
  return {
    list: async () => ({ kind: 'found', drives: [...plugged.values()] }),
    watch: (onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    copierFor: ({ serial }) => ({
      program: options.copierPath,
      environment: { BOOTBENCH_FAULTS: options.copierFaults ?? '' },
      target: fileOf(serial),
    }),
    unmount: async ({ name }) => {
      const drive = plugged.get(name)
      if (drive !== undefined) put({ ...drive, mountPoints: [] })
      return { kind: 'unmounted' }
    },
    plugIn: (drive) => {
      const file = openSync(fileOf(drive.serial), 'a')
      ftruncateSync(file, drive.sizeBytes)
      closeSync(file)
      put({ isReadOnly: false, mountPoints: [], usedBy: [], ...drive, path: `/dev/${drive.name}` })
    },
    unplug: (name) => {
      if (plugged.delete(name)) changed()
    },
    fileOf,
  }
}

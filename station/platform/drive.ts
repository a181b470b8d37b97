/** A whole disk that can be taken out: on USB, or an SD card in a reader of this computer. */
export type FoundDrive = {
  /** The kernel's name, `sda`. */
  readonly name: string
  /** `/dev/sda` */
  readonly path: string
  /** Maker and model; empty where it tells none. */
  readonly model: string
  /** Of the USB device, or the card's CID; empty where it has none. */
  readonly serial: string
  /** 0 without a medium. */
  readonly sizeBytes: number
  readonly kind: 'usb' | 'sd'
  /** The USB port that it hangs on (`1-1.2`). */
  readonly usbPath: string | null
  readonly isReadOnly: boolean
  /** Where it or its partitions are mounted; `[SWAP]` for swap. */
  readonly mountPoints: readonly string[]
  /** What else keeps it in use: the kinds of what lies on it (`crypt`, `lvm`, `raid1`). */
  readonly usedBy: readonly string[]
}

/** How a drive's bytes are moved: what its agent starts as block copier. */
export type DriveCopier = {
  readonly program: string
  readonly environment: Readonly<Record<string, string>>
  /** What the agent finds under the drive's name, where that is not `path`. */
  readonly target?: string
}

export type DriveListing =
  | { readonly kind: 'found'; readonly drives: readonly FoundDrive[] }
  /** They can't be listed on this computer. */
  | { readonly kind: 'unavailable'; readonly detail: string }

export type Unmounting =
  | { readonly kind: 'unmounted' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }

/** The drives of this computer, or what stands in for them. */
export type DrivePlatform = {
  list(): Promise<DriveListing>
  /** Calls `onChange` when drives may have come, gone or been mounted, until the answer is called. */
  watch(onChange: () => void): () => void
  /** How the drive can be worked on, or why it can't here. */
  copierFor(
    drive: FoundDrive,
  ): DriveCopier | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  unmount(drive: FoundDrive): Promise<Unmounting>
}

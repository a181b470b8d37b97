import type { Settings } from '../contract/settings.ts'
import type { AttachmentWorld } from './build-attachments.ts'
import type { StuckThresholds } from './netboot/stuck.ts'
import type { BenchPrograms } from './network/bench-settings.ts'
import type { Reservation } from './protocols/dhcp/lease-table.ts'

/** What the shell around a station decides. */
export type StationOptions = {
  readonly dataFolder: string
  /** Folders with boot files: our kernel and initramfs, Raspberry Pi's firmware. A later folder wins. */
  readonly bootFolders: readonly string[]
  readonly version: string
  /** Serve clients that know only the two routes of the seed: docs/agent-protocol.md. */
  readonly compatibility: boolean
  /** Words to add to the kernel's command line of every board. */
  readonly extraCommandLine: string
  /** The network of boards on USB cables (`172.19.182.0`: 256 addresses) instead of the usual ones. */
  readonly usbNetwork?: string
  readonly simulated: boolean
  /** The C programs that serving on a network port needs. */
  readonly programs: BenchPrograms
  /** Where our udev rules lie, for the doctor; absent where the station brings none. */
  readonly rulesFolder?: string
  /** Options of the command line: they win over the stored settings for this run. */
  readonly forThisRun?: {
    readonly settings: Partial<Settings>
    readonly reservations: readonly Reservation[]
  }
  /** How often another DHCP server is looked for while boards are served; every five minutes when absent. */
  readonly searchIntervalMs?: number
  /** zstd level for imported images; null for the library's own choice. */
  readonly compressionLevel: number | null
  readonly clock: () => number
  readonly log: (message: string) => void
  /** Stand-ins for what is plugged into this computer. */
  readonly world?: AttachmentWorld
  /** Shorter waits, for tests: until an idle board counts as silent, and until a board counts as stuck. Milliseconds. */
  readonly timing?: { readonly silence: number; readonly stuck: Partial<StuckThresholds> }
}

import type { Board, Storage } from '../../contract/board.ts'

/** Evidence of a board: something it sent to us. The registry merges sightings into boards. */
export type Sighting =
  | {
      /** It asked for an address. What its firmware tells of itself may be missing. */
      readonly kind: 'asked-for-address'
      readonly mac: string
      readonly boardRevision: string | null
      /** The last eight hex digits of the serial number. */
      readonly serialTail: string | null
      readonly model: string | null
    }
  | {
      /** It is on this computer's own USB: a board that is about to boot our agent over its cable, or a drive. */
      readonly kind: 'attached'
      /** The address that our side gave it; its agent registers with that. */
      readonly mac: string
      readonly link: Exclude<Board['link'], 'network'>
      readonly usbPath: string | null
      /** The end of its serial number, where something told it before its agent does. */
      readonly serialTail?: string
    }
  /** Its cable is no longer plugged in here, or nothing answers at its end. */
  | { readonly kind: 'left'; readonly boardId: string }
  | { readonly kind: 'has-address'; readonly mac: string; readonly ip: string }
  | { readonly kind: 'asked-for-file'; readonly boardId: string; readonly fileName: string }
  | { readonly kind: 'told-to-boot-local'; readonly boardId: string }
  | { readonly kind: 'heard'; readonly boardId: string }
  | { readonly kind: 'registered'; readonly report: AgentReport; readonly waiting: boolean }

/** What an agent says of its board at registration. */
export type AgentReport = {
  readonly mac: string
  readonly ip: string
  readonly macs: readonly string[]
  readonly serial: string | null
  readonly model: string | null
  readonly revision: string | null
  readonly memoryBytes: number | null
  readonly bootMode: string | null
  readonly eepromVersion: string | null
  /** The bootloader's configuration, one setting a line. */
  readonly eepromConfig: string | null
  /** `rpi-min-boot-ver` of the device tree: the oldest bootloader that works on this hardware. */
  readonly eepromMinimum: number | null
  readonly storages: readonly Storage[]
}

import { create } from 'zustand'
import type { Job } from '../../contract/job.ts'
import type { PowerAction } from '../../contract/power.ts'
import type { UsbBootTarget } from '../../contract/usb-board.ts'
import type { GroupAction } from '../logic/group-plan.ts'
import type { StationWords } from '../text/station-words.ts'

/** The dialog that is open. Boards are named by id, so that a dialog shows how they are now, not how they were. */
export type OpenDialog =
  | { readonly kind: 'deploy'; readonly boardId: string }
  | { readonly kind: 'retry'; readonly boardId: string; readonly job: Job }
  | { readonly kind: 'backup'; readonly boardId: string }
  | { readonly kind: 'cancel'; readonly job: Job }
  | { readonly kind: 'forget'; readonly boardId: string }
  | { readonly kind: 'remove-image'; readonly imageId: string }
  | { readonly kind: 'log'; readonly job: Job }
  | {
      readonly kind: 'group'
      readonly action: GroupAction
      readonly boardIds: readonly string[]
    }
  | { readonly kind: 'batch' }
  | { readonly kind: 'start-serving' }
  | { readonly kind: 'stop-serving' }
  | {
      readonly kind: 'console-send'
      readonly ids: readonly string[]
      /** What was pasted; null: a file is chosen. */
      readonly pasted: string | null
    }
  | { readonly kind: 'console-login'; readonly ids: readonly string[] }
  | { readonly kind: 'console-search'; readonly id: string }
  /** Taking the power of something at work; `reason` is what the station said about it. */
  | {
      readonly kind: 'power'
      readonly portId: string
      readonly action: PowerAction
      readonly reason: StationWords
    }
  | { readonly kind: 'usb-eeprom'; readonly path: string }
  | { readonly kind: 'usb-files'; readonly target: UsbBootTarget }
  | { readonly kind: 'doctor'; readonly checkupId: string; readonly deed: 'fix' | 'undo' }

export const useDialog = create<{ readonly dialog: OpenDialog | null }>(() => ({ dialog: null }))

export function openDialog(dialog: OpenDialog): void {
  useDialog.setState({ dialog })
}

export function closeDialog(): void {
  useDialog.setState({ dialog: null })
}

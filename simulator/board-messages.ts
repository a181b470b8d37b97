import type { BoardEvent } from './board-events.ts'
import type { BoardFaults } from './board-faults.ts'
import type { BoardSettings } from './simulated-board.ts'

/** What is asked of a board that lives in a process of its own. Each is answered with `done` or `failed` of the same number. */
export type BoardRequest =
  | { readonly kind: 'create'; readonly settings: BoardSettings; readonly interfaceName: string }
  | { readonly kind: 'power-on' }
  | { readonly kind: 'power-off' }
  | { readonly kind: 'faults'; readonly faults: BoardFaults }

export interface NumberedRequest {
  readonly number: number
  readonly request: BoardRequest
}

/** What such a board's process says. */
export type BoardReport =
  | { readonly kind: 'event'; readonly event: BoardEvent }
  | { readonly kind: 'done'; readonly number: number }
  | { readonly kind: 'failed'; readonly number: number; readonly reason: string }

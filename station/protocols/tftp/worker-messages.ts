import type { TransferEnd, TransferSpecification } from './transfer.ts'
import type { TransferReport } from './transfer-engine.ts'

/** A source as a worker sees it: bytes it can touch, or a length and the right to ask. */
export type RemoteSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'reader'; readonly size: number }

export type ToWorker =
  | {
      readonly kind: 'start'
      readonly specification: Omit<TransferSpecification, 'source'>
      readonly source: RemoteSource
    }
  | { readonly kind: 'repeat'; readonly id: number }
  | {
      readonly kind: 'cancel'
      readonly id: number
      readonly end: TransferEnd
      readonly reason: string
    }
  | { readonly kind: 'piece'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'piece-failed'; readonly id: number; readonly reason: string }
  | { readonly kind: 'stop' }

export type FromWorker =
  | { readonly kind: 'report'; readonly report: TransferReport }
  | {
      readonly kind: 'read'
      readonly id: number
      readonly offset: number
      readonly length: number
    }
  | { readonly kind: 'close'; readonly id: number }
  | { readonly kind: 'stopped' }

export type WorkerStart = { readonly bindAddress: string }

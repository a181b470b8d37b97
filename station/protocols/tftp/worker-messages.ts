import type { TransferEnd, TransferSpecification } from './transfer.ts'
import type { TransferReport } from './transfer-engine.ts'
import type { TransferSocket } from './transfer-socket.ts'

/** A source as a worker sees it: bytes it can touch, or a length and the right to ask. */
export type RemoteSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
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

/** Where a worker gets its transfer sockets from. */
export type WorkerSockets =
  /** On this address, opened by the worker itself. */
  | { readonly kind: 'address'; readonly bindAddress: string }
  /**
   * From a module of the product's, for sockets that are bound to an interface by a broker. It
   * exports `createOpenTransferSocket`, which is given `data` (structured clone) in the worker.
   */
  | { readonly kind: 'module'; readonly moduleUrl: string; readonly data: unknown }

export type OpenTransferSocketModule = {
  createOpenTransferSocket(data: unknown): () => Promise<TransferSocket>
}

export type WorkerStart = { readonly sockets: WorkerSockets }

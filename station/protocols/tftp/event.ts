import type { TftpOption } from './packet.ts'
import type { TftpClientAddress } from './transfer.ts'

type OfRequest = {
  /** One number per request, so that a request's events can be put together. */
  readonly id: number
  readonly client: TftpClientAddress
  /** As the client wrote it. */
  readonly fileName: string
}

type Amount = {
  /** Bytes that the client has acknowledged. */
  readonly bytes: number
  readonly size: number
  readonly blockSize: number
  /** It has acknowledged our first answer, so that answers reach it. */
  readonly isProven: boolean
  readonly milliseconds: number
  readonly bytesPerSecond: number
  /** How often the window, or the first packet, was sent again; 0 while that is not known. */
  readonly resends: number
}

/** What happens in the server, for boot stages and diagnosis. Order per id: request first. */
export type TftpEvent =
  | (OfRequest & {
      readonly kind: 'request'
      readonly mode: string
      readonly options: readonly TftpOption[]
    })
  | (OfRequest & {
      readonly kind: 'started'
      readonly size: number
      readonly blockSize: number
      readonly windowSize: number
      /** The options of the OACK; none: the first block was sent at once. */
      readonly answers: readonly TftpOption[]
    })
  /** At most four a second per transfer, and only when something moved. */
  | (OfRequest & Amount & { readonly kind: 'progress' })
  | (OfRequest & Amount & { readonly kind: 'done' })
  /** Normal: Raspberry Pi boards ask for the size, hang up with an ERROR, and ask again. */
  | (OfRequest & Amount & { readonly kind: 'early-terminate'; readonly message: string })
  /** Normal: boards try many names that need not exist. */
  | (OfRequest & { readonly kind: 'not-found' })
  /** The product's resolver refused this file to this client. */
  | (OfRequest & { readonly kind: 'denied'; readonly message: string })
  /** Too many transfers: no answer was given, the client will ask again. */
  | (OfRequest & { readonly kind: 'busy'; readonly message: string })
  /** The client asked for another file from the same port while this one was under way. */
  | (OfRequest & Amount & { readonly kind: 'replaced' })
  | (OfRequest & Partial<Amount> & { readonly kind: 'error'; readonly message: string })
  /** The client fell silent. */
  | (OfRequest & Amount & { readonly kind: 'timed-out' })
  /** Our own listening socket failed: the server has ended and must be started anew. */
  | { readonly kind: 'failed'; readonly message: string }
